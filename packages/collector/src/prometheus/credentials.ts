import { CollectorError } from '../errors.js';

/** A bearer token, or user name and password. */
export type Credentials =
  | { readonly bearerToken: string }
  | { readonly username: string; readonly password: string };

/** Throws a {@link CollectorError} with code `invalid_option` that does not show what is wrong: it may be a secret. */
export function checkCredentials(credentials: Credentials): void {
  if ('bearerToken' in credentials) {
    // With anything else, fetch throws an error that contains the whole header.
    demand(/^[!-~]+$/.test(credentials.bearerToken), 'bearerToken', 'a token without spaces and line ends');
    return;
  }
  const { username, password } = credentials;
  demand(typeof username === 'string' && !username.includes(':'), 'username', 'a name without a colon');
  demand(typeof password === 'string', 'password', 'a string');
}

/** The `Authorization` header. */
export function authorization(credentials: Credentials): string {
  if ('bearerToken' in credentials) return `Bearer ${credentials.bearerToken}`;
  const pair = `${credentials.username}:${credentials.password}`;
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
}

/** Replaces the secrets in a text, which a server may have sent back. */
export function withoutSecrets(text: string, credentials: Credentials | undefined): string {
  if (!credentials) return text;
  const plain = 'bearerToken' in credentials ? credentials.bearerToken : credentials.password;
  const [, encoded] = authorization(credentials).split(' ');
  const secrets = [encoded, plain].filter((secret) => secret !== '');
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
}

function demand(holds: boolean, name: string, rule: string): void {
  if (!holds) throw new CollectorError('invalid_option', `credentials.${name} must be ${rule}`);
}
