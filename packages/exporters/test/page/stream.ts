import { get, type IncomingMessage } from 'node:http';

/** One server-sent event. */
export interface StreamEvent {
  readonly name: string;
  readonly id: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it has asked for
  readonly data: any;
}

/** An open event stream and what has come of it so far. */
export interface OpenStream {
  readonly response: IncomingMessage;
  readonly events: StreamEvent[];
  /** Comments that have come; the server's heartbeat. */
  comments: number;
  /** Time of every row that has come. */
  times(): number[];
  /** Resolves when the stream has ended, however it did. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Opens an event stream and reads it as a browser would. */
export function openStream(url: string, headers: Record<string, string> = {}): Promise<OpenStream> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, headers }, (response) => {
      const events: StreamEvent[] = [];
      let waiting = '';
      const stream: OpenStream = {
        response,
        events,
        comments: 0,
        times: () =>
          events
            .filter(({ name }) => name === 'rows')
            .flatMap(({ data }) => data.map((row: { time: number }) => row.time)),
        ended: new Promise((end) => response.on('close', end)),
        close: () => request.destroy(),
      };
      response.setEncoding('utf8').on('data', (text: string) => {
        const blocks = (waiting + text).split('\n\n');
        waiting = blocks.pop() ?? '';
        for (const block of blocks) {
          if (block.startsWith(':')) stream.comments += 1;
          else if (block.startsWith('event')) events.push(parse(block));
        }
      });
      response.on('error', () => {});
      resolve(stream);
    });
    request.on('error', reject);
  });
}

function parse(block: string): StreamEvent {
  const fields = new Map(
    block.split('\n').map((line) => [line.split(': ', 1)[0], line.slice(line.indexOf(': ') + 2)]),
  );
  return {
    name: fields.get('event') ?? '',
    id: fields.get('id') ?? '',
    data: JSON.parse(fields.get('data') ?? ''),
  };
}
