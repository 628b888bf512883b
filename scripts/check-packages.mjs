// Packs every package as it would be published, lints the tarballs, and installs them into an empty folder outside of the
// workspace, where a consumer imports them. Usage: node scripts/check-packages.mjs
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders = ['packages', 'apps'].flatMap((parent) =>
  readdirSync(parent).map((name) => join(parent, name)),
);
const work = mkdtempSync(join(tmpdir(), 'ad-packages-'));

function run(command, args, cwd = process.cwd()) {
  try {
    return execFileSync(command, args, {
      cwd,
      encoding: 'utf8',
      stdio: 'pipe',
      shell: process.platform === 'win32',
    });
  } catch (error) {
    console.error(`✗ ${command} ${args.join(' ')}\n${error.stdout}${error.stderr}`);
    process.exit(1);
  }
}

const consumer = `
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { HostSource } from '@ad/collector';
import { loadConfig } from '@ad/config';
import { formatVerdict } from '@ad/exporters/console';
import { LivePage } from '@ad/exporters/page';
import { PrometheusExporter, startMetricsServer } from '@ad/exporters/prometheus';
import { IsolationForestModel, loadModel, LstmModel, RandomForestModel, StreamingDetector } from '@ad/models';
import { checkModel } from '@ad/models/testing';

await checkModel(() => new IsolationForestModel({ seed: 1 }));
await checkModel(() => new RandomForestModel({ nEstimators: 20 }));
await checkModel(() => new LstmModel({ epochs: 2, units: 4 }), { sequence: true });
const rows = Array.from({ length: 100 }, (_, i) => [Math.sin(i), Math.cos(i)]);
const model = await new IsolationForestModel().train(rows, { background: true });
const detector = new StreamingDetector({ models: [loadModel(JSON.parse(JSON.stringify(model)))] });
const sample = ([feature_0, feature_1], i) => ({ timestamp: 1000 * i, host: 'here', values: { feature_0, feature_1 } });
rows.map(sample).forEach((past) => detector.learn(past));
const verdict = detector.observe(sample([9, 9], rows.length));
assert.match(formatVerdict(verdict), /feature_/);
const exporter = new PrometheusExporter({ processMetrics: false });
exporter.write(verdict);
assert.match(await exporter.metrics(), /anomaly_detection_is_anomaly 0/);
const page = new LivePage();
const { server } = await startMetricsServer({ source: exporter, routes: page.routes, host: '127.0.0.1', port: 0 });
for (const path of page.routes.keys()) assert.equal((await fetch(server.url + path, { method: 'HEAD' })).status, 200);
await server.close();
assert.equal((await loadConfig({ env: {} })).ok, true);
for await (const { values } of new HostSource({ intervalSeconds: 0.1 })) {
  assert.ok(values.memory_percent > 0);
  break;
}
const require = createRequire(import.meta.url);
assert.equal(typeof require('@ad/models').IsolationForestModel, 'function');
`;

try {
  const tarballs = folders.map((folder) => {
    const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const destination = join(work, name.replace('/', '-'));
    mkdirSync(destination);
    run('pnpm', ['pack', '--pack-destination', destination], folder);
    const tarball = join(destination, readdirSync(destination)[0]);
    run('publint', ['run', tarball, '--strict']);
    // An application has a command and no entry points for types to be wrong in.
    if (!folder.startsWith('apps')) run('attw', [tarball, '--profile', 'esm-only']);
    console.log(`✓ ${name} packs cleanly`);
    return tarball;
  });

  const project = join(work, 'consumer');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  writeFileSync(join(project, 'consumer.js'), consumer);
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...tarballs], project);
  run(process.execPath, ['consumer.js'], project);
  run(join(project, 'node_modules', '.bin', 'ad'), ['config', 'validate'], project);
  console.log('✓ a project outside of the workspace imports them and runs `ad`');
} finally {
  rmSync(work, { recursive: true, force: true });
}
