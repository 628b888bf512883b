import { MlflowError, type MlflowErrorCode } from '../errors.js';
import { asObject, type JsonObject } from './json.js';

/** The codes that MLflow's servers state. */
const serverCodes: readonly MlflowErrorCode[] = [
  'RESOURCE_DOES_NOT_EXIST',
  'RESOURCE_ALREADY_EXISTS',
  'INVALID_PARAMETER_VALUE',
  'INVALID_STATE',
  'BAD_REQUEST',
  'PERMISSION_DENIED',
  'UNAUTHENTICATED',
  'ENDPOINT_NOT_FOUND',
  'RESOURCE_CONFLICT',
  'REQUEST_LIMIT_EXCEEDED',
  'TEMPORARILY_UNAVAILABLE',
  'INTERNAL_ERROR',
  'NOT_IMPLEMENTED',
];

const codeOfStatus: Readonly<Record<number, MlflowErrorCode>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'ENDPOINT_NOT_FOUND',
  409: 'RESOURCE_CONFLICT',
  429: 'REQUEST_LIMIT_EXCEEDED',
  501: 'NOT_IMPLEMENTED',
  503: 'TEMPORARILY_UNAVAILABLE',
};

/** Reads an answer that is a JSON object. `request` names what was asked for. */
export async function readJson(response: Response, request: string): Promise<JsonObject> {
  const text = await response.text();
  try {
    return asObject(JSON.parse(text), `the answer to ${request}`);
  } catch (cause) {
    const message = `${request}: not an answer of MLflow: ${text.slice(0, 200)}`;
    throw new MlflowError('UNEXPECTED_RESPONSE', message, { cause });
  }
}

/** The error that an answer with an error status means: what it states, or what its status says when it states nothing known. */
export async function errorOf(response: Response, request: string): Promise<MlflowError> {
  const { status } = response;
  const text = await response.text().catch(() => '');
  const { error_code, message = text.slice(0, 200) } = parsed(text);
  // What a server of a folder calls an internal error is a decision, which no repetition changes.
  const isDecision = String(message).startsWith('Changing param values is not allowed');
  const stated = isDecision ? 'INVALID_PARAMETER_VALUE' : serverCodes.find((code) => code === error_code);
  const code = stated ?? codeOfStatus[status] ?? 'INTERNAL_ERROR';
  return new MlflowError(code, `${request}: ${status} ${message}`.trimEnd(), { status });
}

/** The object in a text; an empty one for the page of a proxy or a web server. */
function parsed(text: string): JsonObject {
  try {
    return asObject(JSON.parse(text), 'an error');
  } catch {
    return {};
  }
}
