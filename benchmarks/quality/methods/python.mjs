import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * Peers from PyPI, behind one process that answers one JSON request a line; rows and scores go through files of doubles. What is not
 * installed is left out.
 */
export async function startPython(python) {
  const folder = mkdtempSync(join(tmpdir(), 'quality-'));
  const script = fileURLToPath(new URL('python.py', import.meta.url));
  const { OPENBLAS_CORETYPE, OPENBLAS_L2_SIZE, ...inherited } = process.env;
  const env = { ...inherited, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', PYTHONWARNINGS: 'ignore' };
  const child = spawn(python, [script], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`the Python process ended while it worked on ${JSON.stringify(request)}`);
    return JSON.parse(value);
  };
  const files = { train: join(folder, 'train'), test: join(folder, 'test'), scores: join(folder, 'scores') };
  const { versions, methods } = await ask({ do: 'list' });
  return {
    versions,
    methods: methods.map(({ name, ...properties }) => ({
      name,
      ...properties,
      async score({ train, test, seed }) {
        writeFileSync(files.train, train.data);
        // A table is scored on the rows that it was learned from: one row stands in for a second set.
        const isSame = test === train;
        writeFileSync(files.test, isSame ? train.data.subarray(0, train.columns) : test.data);
        await ask({ do: 'score', name, seed, columns: train.columns, ...files });
        const bytes = readFileSync(files.scores);
        const scores = new Float64Array(
          bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
        );
        const learned = scores.subarray(0, train.rows);
        return { train: learned, test: isSame ? learned : scores.subarray(train.rows) };
      },
    })),
    close() {
      child.stdin.end();
      rmSync(folder, { recursive: true });
    },
  };
}
