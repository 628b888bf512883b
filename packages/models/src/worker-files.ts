// This file lies in the top folder so that the paths are right both in src/ (tests) and bundled in dist/. A worker thread needs
// compiled JavaScript, so both mean dist/.

export const trainingWorkerFile = new URL('../dist/training-worker.js', import.meta.url);
export const scoringWorkerFile = new URL('../dist/scoring-worker.js', import.meta.url);
