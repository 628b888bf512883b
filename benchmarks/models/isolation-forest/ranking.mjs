// How well scores rank anomalies above the rest; ties share their rank.

/** Scores in descending runs of equal value: [anomalies, others] per run. */
function runs(scores, labels) {
  const order = Uint32Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a]);
  const list = [];
  let previous = Number.NaN;
  for (const i of order) {
    if (scores[i] !== previous) list.push([0, 0]);
    previous = scores[i];
    list.at(-1)[labels[i] === 1 ? 0 : 1]++;
  }
  return list;
}

/** Area under the ROC curve. */
export function auc(scores, labels) {
  let area = 0;
  let found = 0;
  let passed = 0;
  for (const [anomalies, others] of runs(scores, labels)) {
    area += others * (found + anomalies / 2);
    found += anomalies;
    passed += others;
  }
  return area / (found * passed);
}

/** Average precision, the step-wise area under precision and recall, as scikit-learn computes it. */
export function averagePrecision(scores, labels) {
  let sum = 0;
  let found = 0;
  let seen = 0;
  for (const [anomalies, others] of runs(scores, labels)) {
    found += anomalies;
    seen += anomalies + others;
    sum += anomalies * (found / seen);
  }
  return sum / found;
}
