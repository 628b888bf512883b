// How well LstmModel finds the labelled anomalies of SMD and ASD, beside simpler scores: trained on each machine's train split, scored on
// its test split.
//   node models/lstm/accuracy.mjs --data DIR [--corpus smd] [--corpus asd] [--epochs 15] [--json]
import { parseArgs } from 'node:util';
import { averagePrecision, createRandom, eventRecall, LstmModel } from '@ad/models';
import { machine } from '../../measure.mjs';
import { discover, readMachine, requireData } from '../../quality/data.mjs';
import { robustZ } from '../../quality/methods/simple.mjs';

const { values: given } = parseArgs({
  options: {
    data: { type: 'string' },
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

const { machines } = discover(requireData(given.data));
const results = {};
for (const corpus of given.corpus) {
  results[corpus] = {};
  for (const found of machines.filter((one) => one.corpus === corpus)) {
    results[corpus][found.name] = await scoreMachine(readMachine(found));
  }
}

if (given.json) {
  process.stdout.write(`${JSON.stringify({ machine, options, results }, null, 2)}\n`);
} else {
  process.stdout.write(`${machine}, ${JSON.stringify(options)}\n`);
  for (const [corpus, scored] of Object.entries(results)) {
    const names = Object.keys(Object.values(scored)[0].precision);
    const row = (label, cells) => `${label.padEnd(14)}${cells.map((cell) => cell.padStart(15)).join('')}\n`;
    const mean = (measure, name) => {
      const values = Object.values(scored).map((one) => one[measure][name]);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    process.stdout.write(
      `\n${corpus}: AUC-PR per machine, means, event recall at 1 % false alarms\n${row('', names)}`,
    );
    for (const [name, { precision, report }] of Object.entries(scored)) {
      const { linear, lstm } = report.validationErrors;
      process.stdout.write(
        row(
          name,
          names.map((method) => precision[method].toFixed(3)),
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
