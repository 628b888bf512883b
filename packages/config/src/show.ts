const longest = 80;

/** A value as one short line for a message. What stands before an `@` may be a password and is left out. */
export function show(value: unknown): string {
  if (typeof value === 'string') return shorten(JSON.stringify(withoutCredentials(value)));
  if (Array.isArray(value)) return shorten(`[${value.slice(0, longest).map(showElement).join(', ')}]`);
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

/** A name from a file: bare where it is a plain word, quoted otherwise. */
export function showName(name: string): string {
  return /^[\w$.-]{1,80}$/.test(name) ? name : show(name);
}

function showElement(element: unknown): string {
  return Array.isArray(element) ? 'an array' : show(element);
}

function withoutCredentials(text: string): string {
  return text.replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, '$1***@');
}

function shorten(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
