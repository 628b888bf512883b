import { TextDecoder } from 'node:util';

/** Some consecutive lines of a file, without their ends. */
export interface LineBatch {
  /** Number of the first of them; a file begins with line 1. */
  readonly firstNumber: number;
  /** A line that was too long is undefined. */
  readonly lines: readonly (string | undefined)[];
}

/**
 * Decodes bytes and splits them at line feeds. Memory holds one chunk and at most `longest` characters of one line; longer
 * lines are dropped. UTF-8, or UTF-16 where a byte order mark says so.
 */
export async function* lineBatches(
  chunks: AsyncIterable<Uint8Array>,
  longest: number,
): AsyncGenerator<LineBatch, void, undefined> {
  let decoder: TextDecoder | undefined;
  let firstNumber = 1;
  let rest = '';
  let tooLong = false;

  const cut = (text: string, isEnd: boolean): LineBatch => {
    const parts = text.split('\n');
    const lines: (string | undefined)[] = [];
    const batch = { firstNumber, lines };
    for (let i = 0; i < parts.length; i++) {
      const line = i === 0 ? rest + parts[i] : parts[i];
      tooLong ||= line.length > longest;
      if (i === parts.length - 1 && !isEnd) {
        rest = tooLong ? '' : line;
        break;
      }
      lines.push(tooLong ? undefined : withoutCarriageReturn(line));
      tooLong = false;
    }
    firstNumber += lines.length;
    return batch;
  };

  for await (const chunk of chunks) {
    decoder ??= decoderOf(chunk);
    const batch = cut(decoder.decode(chunk, { stream: true }), false);
    if (batch.lines.length > 0) yield batch;
  }
  const last = decoder?.decode() ?? '';
  if (rest !== '' || tooLong || last !== '') yield cut(last, true);
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** The decoder removes the byte order mark itself. */
function decoderOf([first, second]: Uint8Array): TextDecoder {
  return new TextDecoder(first === 0xff && second === 0xfe ? 'utf-16le' : 'utf-8');
}
