/** How to sign in: HTTP Basic or a bearer token. */
export type Credentials =
  | { readonly username: string; readonly password: string }
  | { readonly token: string };

/** The header that signs in; `Basic` takes any character, as UTF-8. */
export function authorizationHeader(credentials: Credentials): string {
  if ('token' in credentials) return `Bearer ${credentials.token}`;
  return `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
}
