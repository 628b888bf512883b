import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';

/**
 * A broker that lets nobody in and repeats in its refusal what it was sent, as the Kafka protocol has it:
 * https://kafka.apache.org/protocol. Enough of it for a client to get as far as logging in.
 */
export async function refusingBroker(): Promise<{ server: Server; address: string }> {
  const server = createServer((socket) => serve(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function serve(socket: Socket): void {
  let received = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 4 && received.length >= 4 + received.readInt32BE()) {
      const end = 4 + received.readInt32BE();
      const request = received.subarray(4, end);
      received = received.subarray(end);
      const body = Buffer.concat([request.subarray(4, 8), answer(request.readInt16BE(), request)]);
      socket.write(Buffer.concat([int32(body.length), body]));
    }
  });
}

const saslHandshake = 17;
const apiVersions = 18;
const saslAuthenticate = 36;
const authenticationFailed = 58;

function answer(api: number, request: Buffer): Buffer {
  switch (api) {
    case apiVersions: {
      const supported = [apiVersions, saslHandshake, saslAuthenticate];
      const ranges = supported.map((key) => Buffer.concat([int16(key), int16(0), int16(0)]));
      return Buffer.concat([int16(0), int32(supported.length), ...ranges]);
    }
    case saslHandshake: {
      const mechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'];
      return Buffer.concat([int16(0), int32(mechanisms.length), ...mechanisms.map(string)]);
    }
    default:
      return Buffer.concat([int16(authenticationFailed), string(`no entry for ${request}`), int32(0)]);
  }
}

function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([int16(bytes.length), bytes]);
}
