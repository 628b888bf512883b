// What the detectors of many hosts take in one process, with an isolation forest that they share. They all begin at once and learn from
// 640 samples each, as in `ad detect`: just before the 640th they are largest.
//   node --expose-gc models/streaming/fleet.mjs [--hosts 10000] [--json]
import { parseArgs } from 'node:util';
import { IsolationForestModel, StreamingDetector } from '@ad/models';
import { createFleet } from '../../kafka/hosts.mjs';
import { machine } from '../../measure.mjs';

const { values: given } = parseArgs({
  options: { hosts: { type: 'string', default: '10000' }, json: { type: 'boolean', default: false } },
});
const hosts = Number(given.hosts);
const marks = [1, 100, 639, 641, 1000];

const fleet = createFleet(hosts);
const names = Object.keys(fleet[0](0, 0).values);
const rows = Array.from({ length: 4000 }, (_, i) => Object.values(fleet[i % hosts](i, 0).values));
const model = await new IsolationForestModel({ seed: 1 }).train(rows, { featureNames: names });

const held = () => {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};
const before = held();
const detectors = fleet.map(
  () => new StreamingDetector({ featureNames: names, models: [model], learningSamples: 640 }),
);
const results = [];
let done = 0;
for (const mark of marks) {
  const cpu = process.cpuUsage();
  for (let i = done; i < mark; i++) {
    for (let h = 0; h < hosts; h++) detectors[h].observe(fleet[h](i, i * 15_000));
  }
  const { user, system } = process.cpuUsage(cpu);
  const memory = held() - before;
  const sizes = detectors.slice(0, 200).map((detector) => JSON.stringify(detector.snapshot()).length);
  results.push({
    samples: mark,
    kilobytesPerHost: memory / hosts / 1024,
    savedKilobytes: Math.max(...sizes) / 1024,
    residentMegabytes: process.memoryUsage().rss / 2 ** 20,
    microseconds: (user + system) / ((mark - done) * hosts),
  });
  done = mark;
}
if (given.json) {
  console.log(JSON.stringify({ machine, hosts, results }, undefined, 2));
} else {
  console.log(machine);
  const rounded = ([name, value]) => [name, Number(value.toFixed(1))];
  console.table(results.map((result) => Object.fromEntries(Object.entries(result).map(rounded))));
}
