import { promisify } from 'node:util';
import { gzip, unzip } from 'node:zlib';
import kafkajs from 'kafkajs';

const compress = promisify(gzip);
const decompress = promisify(unzip);

/**
 * Has kafkajs compress at zlib's fastest level in place of its default: verdicts take a tenth less of a core that way, and a quarter
 * more bytes. It is a setting of the whole process, which is why no library does it.
 */
export function useFastGzip(): void {
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes.GZIP] = () => ({
    compress: ({ buffer }: { readonly buffer: Buffer }) => compress(buffer, { level: 1 }),
    decompress: (buffer: Buffer) => decompress(buffer),
  });
}
