/** The URI of a path below a URI or a folder. What would end the path of a URI is escaped; the rest stays readable. */
export function joinUri(uri: string, path: string): string {
  const hasScheme = /^[a-z][a-z0-9+.-]+:/i.test(uri);
  return `${uri}/${hasScheme ? path.replace(/[%#?]/g, encodeURIComponent) : path}`;
}
