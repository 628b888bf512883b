/** URI of a logged model. */
export function loggedModelUri(modelId: string): string {
  return `models:/${modelId}`;
}

/** The id in the URI of a logged model; undefined for another URI. */
export function modelIdIn(uri: string): string | undefined {
  return /^models:\/+(m-[^/@]+)$/.exec(uri)?.[1];
}

/** What the URI of a version names; undefined for another URI. */
export function versionIn(
  uri: string,
): { readonly name: string; readonly version?: string; readonly alias?: string } | undefined {
  const [, name, version, alias] = /^models:\/+([^/]+?)(?:\/(\d+)|@([^/@]+))$/.exec(uri) ?? [];
  if (name === undefined) return undefined;
  return { name, ...(version !== undefined && { version }), ...(alias !== undefined && { alias }) };
}

/** The URI of a path below a URI or a folder. What would end the path of a URI is escaped; the rest stays readable. */
export function joinUri(uri: string, path: string): string {
  const hasScheme = /^[a-z][a-z0-9+.-]+:/i.test(uri);
  return `${uri}/${hasScheme ? path.replace(/[%#?]/g, encodeURIComponent) : path}`;
}
