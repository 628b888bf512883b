import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** isotree and scikit-learn on these rows, in a Python process that takes one measurement at a time. */
export async function startPythonPeers(python, { data, columns }) {
  const folder = mkdtempSync(join(tmpdir(), 'forest-'));
  const file = join(folder, 'rows');
  writeFileSync(file, new Uint8Array(data.buffer));
  // Without these two, OpenBLAS chooses its kernels by the processor.
  const { OPENBLAS_CORETYPE, OPENBLAS_L2_SIZE, ...env } = process.env;
  const script = fileURLToPath(new URL('speed.py', import.meta.url));
  const child = spawn(python, [script, file, String(columns)], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value: versions } = await lines.next();
  return {
    versions,
    async measure(name) {
      child.stdin.write(`${name}\n`);
      return Number((await lines.next()).value);
    },
    end() {
      child.stdin.end();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The peers from npm that are installed, on these arrays of rows. */
export async function npmPeers(rows) {
  const peers = [];
  const { IsolationForest } = await import('ml-isolation-forest').catch(() => ({}));
  if (IsolationForest) {
    const forest = new IsolationForest({ nEstimators: 100 });
    peers.push({
      name: 'ml-isolation-forest',
      fit: () => forest.train(rows),
      score: () => forest.predict(rows),
    });
  }
  const other = await import('isolation-forest').catch(() => ({}));
  const Other = other.IsolationForest ?? other.default?.IsolationForest;
  if (Other) {
    const objects = rows.map((row) => Object.fromEntries(row.map((value, j) => [`x${j}`, value])));
    const forest = new Other(100, 256);
    peers.push({
      name: 'isolation-forest',
      fit: () => forest.fit(objects),
      score: () => forest.predict(objects),
    });
  }
  return peers;
}
