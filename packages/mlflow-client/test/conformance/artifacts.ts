import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newRun, type StoreUnderTest } from './store-under-test.js';

/** Files of runs. */
export function describeArtifacts(store: StoreUnderTest): void {
  describe('artifacts', () => {
    test('are written, listed and read', async () => {
      const artifacts = await store.client.runArtifacts((await newRun(store.client)).runId);
      expect(await artifacts.list()).toEqual([]);
      await artifacts.write('model/größe 1.json', '{"ü":1}');
      await artifacts.write('model/deep/bytes.bin', new Uint8Array([0, 255, 10]));
      await artifacts.write('top.txt', 'old');
      await artifacts.write('top.txt', 'new');
      expect(await artifacts.list()).toEqual([
        { path: 'model', isFolder: true, size: undefined },
        { path: 'top.txt', isFolder: false, size: 3 },
      ]);
      expect(await artifacts.list('model')).toEqual([
        { path: 'model/deep', isFolder: true, size: undefined },
        { path: 'model/größe 1.json', isFolder: false, size: 8 },
      ]);
      expect(new TextDecoder().decode(await artifacts.read('top.txt'))).toBe('new');
      expect(new TextDecoder().decode(await artifacts.read('model/größe 1.json'))).toBe('{"ü":1}');
      expect([...(await artifacts.read('model/deep/bytes.bin'))]).toEqual([0, 255, 10]);
    });

    test('are copied from files and to files', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'mlflow-artifacts-'));
      const artifacts = await store.client.runArtifacts((await newRun(store.client)).runId);
      const bytes = Buffer.alloc(300_000, 'abc');
      await writeFile(join(folder, 'from'), bytes);
      await artifacts.upload(join(folder, 'from'), 'a/b.bin');
      await artifacts.download('a/b.bin', join(folder, 'to'));
      expect(bytes.equals(await readFile(join(folder, 'to')))).toBe(true);
    });

    test('stay inside, and what is missing is an error', async () => {
      const artifacts = await store.client.runArtifacts((await newRun(store.client)).runId);
      for (const path of ['../x', '/etc/passwd', 'a/../../b', 'a\\b', '', 'c:/x']) {
        await expect(artifacts.write(path, 'x')).rejects.toMatchObject({ code: 'INVALID_PARAMETER_VALUE' });
        await expect(artifacts.read(path)).rejects.toMatchObject({ code: 'INVALID_PARAMETER_VALUE' });
      }
      await expect(artifacts.read('absent')).rejects.toMatchObject({ code: 'RESOURCE_DOES_NOT_EXIST' });
    });
  });
}
