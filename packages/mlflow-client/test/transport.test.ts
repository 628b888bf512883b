import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { MlflowClient } from '../src/client.js';
import type { MlflowClientOptions } from '../src/client-options.js';

type Answer = (url: URL, init: RequestInit) => Response | Promise<Response>;

/** A server that answers one request after the other, and remembers what it was asked. */
function server(...answers: Answer[]) {
  const asked: { readonly path: string; readonly body: unknown; readonly headers: Headers }[] = [];
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const url = new URL(String(input));
    const body = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    asked.push({
      path: url.pathname.replace('/api/2.0/mlflow/', ''),
      body,
      headers: new Headers(init.headers),
    });
    const answer = answers.shift();
    if (!answer) throw new Error('nothing more to answer');
    return answer(url, init);
  };
  return { asked, fetch };
}

const json =
  (body: object, status = 200, headers: Record<string, string> = {}) =>
  () =>
    Response.json(body, { status, headers });
const refused = () => Promise.reject(new TypeError('fetch failed'));
const quick = { maxRetries: 3, backoffFactor: 0, backoffJitter: 0 };
const run = { info: { run_id: 'a', experiment_id: '0' }, data: {} };

function clientOf(fetch: typeof globalThis.fetch, options: MlflowClientOptions = {}) {
  return new MlflowClient({ trackingUri: 'http://mlflow.test:5000', fetch, retry: quick, ...options });
}

describe('repetition', () => {
  test.each([
    [json({}, 503)],
    [json({}, 429, { 'retry-after': '0' })],
    [json({ error_code: 'INTERNAL_ERROR' }, 500)],
    [refused],
  ])('follows a passing failure (%#)', async (failure) => {
    const { asked, fetch } = server(failure, json({}));
    await clientOf(fetch).runs.setTag('a', 'k', 'v');
    expect(asked).toHaveLength(2);
  });

  test.each([
    [400, 'RESOURCE_ALREADY_EXISTS'],
    [500, 'INVALID_STATE'],
    [404, 'RESOURCE_DOES_NOT_EXIST'],
    [403, 'PERMISSION_DENIED'],
  ])('does not follow a decision (%i %s)', async (status, code) => {
    const { asked, fetch } = server(json({ error_code: code, message: 'no' }, status));
    await expect(clientOf(fetch).runs.setTag('a', 'k', 'v')).rejects.toMatchObject({ code, status });
    expect(asked).toHaveLength(1);
  });

  test('does not follow the decision that a server of a folder calls an internal error', async () => {
    const message =
      "Changing param values is not allowed. Param with key='p' was already logged with value='1'";
    const { asked, fetch } = server(json({ error_code: 'INTERNAL_ERROR', message }, 500));
    const logged = clientOf(fetch).runs.logBatch('a', { params: { p: '2' } });
    await expect(logged).rejects.toMatchObject({ code: 'INVALID_PARAMETER_VALUE' });
    expect(asked).toHaveLength(1);
  });

  test('does not make a logged model twice either', async () => {
    const { asked, fetch } = server(refused, json({ models: [{ info: { model_id: 'm-1' } }] }));
    const { modelId } = await clientOf(fetch).loggedModels.create({ experimentId: '0', name: 'forest' });
    expect(modelId).toBe('m-1');
    expect(asked.map(({ path }) => path)).toEqual(['logged-models', 'logged-models/search']);
  });

  test('ends after maxRetries', async () => {
    const { asked, fetch } = server(refused, refused, refused, refused, refused);
    await expect(clientOf(fetch).runs.get('a')).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(asked).toHaveLength(4);
  });

  test('does not make a run twice when the answer to the first request was lost', async () => {
    const { asked, fetch } = server(refused, json({ runs: [run] }));
    expect((await clientOf(fetch).runs.create()).runId).toBe('a');
    expect(asked.map(({ path }) => path)).toEqual(['runs/create', 'runs/search']);
  });

  test('makes the run when the first request did not arrive', async () => {
    const { asked, fetch } = server(refused, json({}), json({ run }));
    expect((await clientOf(fetch).runs.create()).runId).toBe('a');
    expect(asked.map(({ path }) => path)).toEqual(['runs/create', 'runs/search', 'runs/create']);
  });

  test('ends with the signal', async () => {
    const controller = new AbortController();
    const { fetch } = server(() => {
      controller.abort(new RangeError('enough'));
      return new Response('', { status: 503 });
    });
    const client = clientOf(fetch, { retry: { backoffJitter: 60 } });
    await expect(client.runs.get('a', { signal: controller.signal })).rejects.toThrow(
      new RangeError('enough'),
    );
  });
});

describe('answers', () => {
  test('that do not come in time are a TIMEOUT', async () => {
    const { fetch } = server(
      (_, { signal }) =>
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    );
    const client = clientOf(fetch, { timeoutMilliseconds: 20, retry: { maxRetries: 0 } });
    await expect(client.runs.get('a')).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  test('are waited for as long as the longest timer takes, whatever is sent', async () => {
    const { fetch } = server(async (_, { signal }) => {
      await sleep(30);
      signal?.throwIfAborted();
      return Response.json({});
    });
    const client = clientOf(fetch, { timeoutMilliseconds: 2 ** 31 - 1, retry: { maxRetries: 0 } });
    await client.runs.setTag('a', 'k', 'v'.repeat(5000));
  });

  test('that are no JSON are not taken for an answer of MLflow', async () => {
    const { fetch } = server(() => new Response('<html>login</html>'));
    await expect(clientOf(fetch).runs.get('a')).rejects.toMatchObject({ code: 'UNEXPECTED_RESPONSE' });
  });

  test('of a proxy are told by their status', async () => {
    const { fetch } = server(() => new Response('<html>', { status: 401 }));
    await expect(clientOf(fetch).runs.get('a')).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      status: 401,
    });
  });
});

describe('what servers cannot do', () => {
  const noRoute = () => new Response('<!doctype html>Not Found', { status: 404 });

  test('is told of a tag of a logged model that has a slash', async () => {
    const { fetch } = server(noRoute, noRoute);
    const { loggedModels } = clientOf(fetch);
    await expect(loggedModels.deleteTag('m-1', 'a/b')).rejects.toMatchObject({ code: 'NOT_IMPLEMENTED' });
    await expect(loggedModels.deleteTag('m-1', 'a')).rejects.toMatchObject({ code: 'ENDPOINT_NOT_FOUND' });
  });

  test('is told when a name of an experiment is taken, whatever the database says', async () => {
    const failed = json({ error_code: 'BAD_REQUEST', message: 'UNIQUE constraint failed' }, 400);
    const found = json({ experiment: { experiment_id: '1', name: 'taken' } });
    const none = json({ error_code: 'RESOURCE_DOES_NOT_EXIST' }, 404);
    const { experiments } = clientOf(server(failed, found, failed, none).fetch);
    await expect(experiments.rename('2', 'taken')).rejects.toMatchObject({ code: 'RESOURCE_ALREADY_EXISTS' });
    await expect(experiments.rename('2', 'free')).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

describe('credentials', () => {
  test.each([
    [{ credentials: { token: 'secret' } }, 'Bearer secret'],
    [
      { credentials: { username: 'ü', password: 'secret' } },
      `Basic ${Buffer.from('ü:secret').toString('base64')}`,
    ],
    [{ trackingUri: 'http://me:secret@mlflow.test' }, `Basic ${Buffer.from('me:secret').toString('base64')}`],
  ])('are sent, and not told in an error (%#)', async (options, expected) => {
    const { asked, fetch } = server(refused);
    const client = clientOf(fetch, { ...options, retry: { maxRetries: 0 } });
    const error = await client.runs.get('a').catch((reason: unknown) => reason);
    expect(asked[0]?.headers.get('authorization')).toBe(expected);
    expect(`${error}${JSON.stringify(error)}`).not.toContain('secret');
  });
});
