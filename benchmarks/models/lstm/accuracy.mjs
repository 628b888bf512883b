// How well LstmModel finds the labelled anomalies of SMD and ASD, beside simpler scores: trained on each machine's train split, scored on
// its test split. `node accuracy.mjs --data DIR [--corpus smd|asd] [--epochs 15] [--json]`.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { averagePrecision, createRandom, eventRecall, LstmModel } from '@ad/models';
import { discover, readMachine } from '../../quality/data.mjs';
import { robustZ } from '../../quality/methods/simple.mjs';

const { values: given } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/datasets' },
    corpus: { type: 'string', multiple: true, default: ['smd', 'asd'] },
    epochs: { type: 'string', default: '15' },
    json: { type: 'boolean', default: false },
  },
});
const options = { epochs: Number(given.epochs), patience: 4 };

async function scoreMachine({ train, test, labels }) {
  const random = createRandom(1);
  const [linear, lstm, auto] = [
    await new LstmModel({ ...options, forecaster: 'linear' }).train(train),
    await new LstmModel({ ...options, forecaster: 'lstm' }).train(train),
    await new LstmModel(options).train(train),
  ];
  const [linearScores, lstmScores] = [linear.score(test), lstm.score(test)];
  const scores = {
    random: linearScores.map(() => random.uniform()),
    'robust z, max': robustZ.score({ train, test }).test,
    'linear twin': linearScores,
    lstm: lstmScores,
    auto: auto.score(test),
    'mean of both': linearScores.map((score, i) => (score + lstmScores[i]) / 2),
  };
  const precision = Object.entries(scores).map(([name, values]) => [name, averagePrecision(values, labels)]);
  const recall = Object.entries(scores).map(([name, values]) => [
    name,
    eventRecall(values, labels, 0.01).recall,
  ]);
  return {
    precision: Object.fromEntries(precision),
    recall: Object.fromEntries(recall),
    report: auto.report,
  };
}

const results = {};
for (const corpus of given.corpus) {
  results[corpus] = {};
  for (const machine of discover(given.data).machines.filter((found) => found.corpus === corpus)) {
    results[corpus][machine.name] = await scoreMachine(readMachine(machine));
  }
}

if (given.json) {
  const machine = { cpu: cpus()[0].model, node: process.version };
  process.stdout.write(`${JSON.stringify({ machine, options, results }, null, 2)}\n`);
} else {
  process.stdout.write(`${cpus()[0].model}, Node ${process.version}, ${JSON.stringify(options)}\n`);
  for (const [corpus, machines] of Object.entries(results)) {
    const names = Object.keys(Object.values(machines)[0].precision);
    const row = (label, cells) => `${label.padEnd(14)}${cells.map((cell) => cell.padStart(15)).join('')}\n`;
    const mean = (measure, name) => {
      const values = Object.values(machines).map((machine) => machine[measure][name]);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    process.stdout.write(
      `\n${corpus}: AUC-PR per machine, means, event recall at 1 % false alarms\n${row('', names)}`,
    );
    for (const [machine, { precision, report }] of Object.entries(machines)) {
      const { linear, lstm } = report.validationErrors;
      process.stdout.write(
        row(
          machine,
          names.map((name) => precision[name].toFixed(3)),
        ).trimEnd() +
          `   held-out error lstm ${lstm.toFixed(3)}, linear ${linear.toFixed(3)}; auto took ${report.forecaster}\n`,
      );
    }
    process.stdout.write(
      row(
        'mean',
        names.map((name) => mean('precision', name).toFixed(3)),
      ),
    );
    process.stdout.write(
      row(
        'event recall',
        names.map((name) => mean('recall', name).toFixed(3)),
      ),
    );
  }
}
