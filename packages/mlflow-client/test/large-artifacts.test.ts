import { once } from 'node:events';
import { mkdtemp, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MlflowClient } from '../src/client.js';

/** A server of MLflow with the storage behind it, as far as uploads in parts and downloads need them. */
class FakeServer {
  readonly asked: {
    readonly what: string;
    readonly authorization: string | undefined;
    readonly length: string | undefined;
    readonly body: Buffer;
  }[] = [];
  readonly #server: Server;
  /** Answers before the server does. */
  answer: (what: string, response: ServerResponse) => boolean = () => false;

  constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    // A large body is looked at and forgotten.
    for await (const chunk of request) if (chunks.length < 100) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const what = `${request.method} ${request.url?.replace('/api/2.0/mlflow-artifacts', '')}`;
    const { authorization, 'content-length': length } = request.headers;
    this.asked.push({ what, authorization, length, body });
    if (this.answer(what, response)) return;
    if (what.startsWith('POST /mpu/create')) {
      const { num_parts } = JSON.parse(String(body));
      const credentials = Array.from({ length: num_parts }, (_, i) => ({
        url: `http://${request.headers.host}/bucket/${i + 1}?signature=secret`,
        part_number: i + 1,
        headers: { 'x-part': String(i + 1) },
      }));
      response.end(JSON.stringify({ upload_id: 'u1', credentials }));
    } else if (what.startsWith('PUT /bucket')) {
      response.setHeader('etag', `"${request.headers['x-part']}"`).end();
    } else {
      response.end('{}');
    }
  }
}

const content = 'abcdefghijklmnopqrstuvwxyz';
let server: FakeServer;
let uri: string;
let folder: string;
let file: string;
beforeEach(async () => {
  server = new FakeServer();
  uri = await server.start();
  folder = await mkdtemp(join(tmpdir(), 'mlflow-large-'));
  file = join(folder, 'file');
  await writeFile(file, content);
});
afterEach(() => server.stop());

function artifacts(minimumBytes = 20) {
  const client = new MlflowClient({
    trackingUri: uri,
    credentials: { token: 'token' },
    retry: { maxRetries: 1, backoffFactor: 0, backoffJitter: 0 },
    multipart: { minimumBytes, partBytes: 10 },
  });
  return client.artifactsAt('mlflow-artifacts:/1/run/artifacts');
}
const refuse = (start: string, status: number, code: string) => (what: string, response: ServerResponse) => {
  if (!what.startsWith(start)) return false;
  response.writeHead(status).end(JSON.stringify({ error_code: code, message: 'no' }));
  return true;
};

describe('a large file', () => {
  test('is uploaded in parts that do not carry the credentials of the server', async () => {
    await artifacts().upload(file, 'model/größe.bin');
    const whats = server.asked.map(({ what }) => what);
    expect(whats[0]).toBe('POST /mpu/create/1/run/artifacts/model');
    expect(whats.at(-1)).toBe('POST /mpu/complete/1/run/artifacts/model');
    expect(JSON.parse(String(server.asked[0]?.body))).toEqual({ path: 'größe.bin', num_parts: 3 });
    const parts = server.asked
      .filter(({ what }) => what.startsWith('PUT'))
      .sort((a, b) => (a.what < b.what ? -1 : 1));
    expect(parts.map(({ body }) => String(body))).toEqual(['abcdefghij', 'klmnopqrst', 'uvwxyz']);
    expect(parts.map(({ authorization }) => authorization)).toEqual([undefined, undefined, undefined]);
    expect(JSON.parse(String(server.asked.at(-1)?.body))).toEqual({
      path: 'größe.bin',
      upload_id: 'u1',
      parts: [1, 2, 3].map((number) => ({
        part_number: number,
        etag: `"${number}"`,
        url: `${uri}/bucket/${number}?signature=secret`,
      })),
    });
  });

  test.each([
    [501, 'NOT_IMPLEMENTED'],
    [404, ''],
  ])('goes to the server in one piece when its storage knows no parts (%i)', async (status, code) => {
    server.answer = refuse('POST /mpu/create', status, code);
    await artifacts().upload(file, 'a.bin');
    const last = server.asked.at(-1);
    expect(last).toMatchObject({
      what: 'PUT /artifacts/1/run/artifacts/a.bin',
      authorization: 'Bearer token',
    });
    expect(String(last?.body)).toBe(content);
  });

  test('leaves no parts behind when one is refused, and the error tells no secret', async () => {
    server.answer = refuse('PUT /bucket/2', 403, '');
    const error = await artifacts()
      .upload(file, 'a.bin')
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(String(error)).not.toContain('secret');
    expect(server.asked.at(-1)?.what).toBe('POST /mpu/abort/1/run/artifacts');
    expect(JSON.parse(String(server.asked.at(-1)?.body))).toEqual({ path: 'a.bin', upload_id: 'u1' });
  });

  test('has a part sent again that failed for a passing reason', async () => {
    let failures = 1;
    const fail = refuse('PUT /bucket/2', 503, '');
    server.answer = (what, response) =>
      what.startsWith('PUT /bucket/2') && failures-- > 0 && fail(what, response);
    await artifacts().upload(file, 'a.bin');
    expect(server.asked.filter(({ what }) => what.startsWith('PUT'))).toHaveLength(4);
  });

  test('is not held in memory', async () => {
    const size = 400 * 2 ** 20;
    await truncate(file, size);
    const before = process.memoryUsage().rss;
    let most = 0;
    const timer = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss - before);
    }, 10);
    await artifacts(Number.MAX_SAFE_INTEGER).upload(file, 'a.bin');
    clearInterval(timer);
    expect(server.asked[0]?.length).toBe(String(size));
    expect(most).toBeLessThan(size / 2);
  });

  test('that is smaller than the limit goes in one piece at once', async () => {
    await artifacts(27).upload(file, 'a.bin');
    expect(server.asked.map(({ what }) => what)).toEqual(['PUT /artifacts/1/run/artifacts/a.bin']);
  });
});

describe('a download', () => {
  const halfThenWhole = () => {
    let halves = 1;
    server.answer = (_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      if (halves-- > 0) response.write(content.slice(0, 10), () => response.destroy());
      else response.end(content);
      return true;
    };
  };

  test('begins again when the connection breaks in the middle', async () => {
    halfThenWhole();
    await artifacts().download('a.bin', join(folder, 'to'));
    expect(await readFile(join(folder, 'to'), 'utf8')).toBe(content);
    halfThenWhole();
    expect(String(Buffer.from(await artifacts().read('a.bin')))).toBe(content);
    expect(server.asked).toHaveLength(4);
  });

  test('leaves nothing behind when it fails, and an old file as it was', async () => {
    server.answer = (_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => response.destroy());
      return true;
    };
    await expect(artifacts().download('a.bin', file)).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(await readFile(file, 'utf8')).toBe(content);
    expect(await readdir(folder)).toEqual(['file']);
  });

  test('that has begun may take longer than an answer may', async () => {
    server.answer = (_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.slice(0, 5));
      setTimeout(() => response.end(content.slice(5)), 300);
      return true;
    };
    const client = new MlflowClient({ trackingUri: uri, timeoutMilliseconds: 100, retry: { maxRetries: 0 } });
    await client.artifactsAt('mlflow-artifacts:/x').download('a.bin', join(folder, 'to'));
    expect(await readFile(join(folder, 'to'), 'utf8')).toBe(content);
  });
});
