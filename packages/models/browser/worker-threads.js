// What bundles for browsers hold in the place of `node:worker_threads`, as `browser` in package.json says.

export class Worker {
  constructor() {
    throw new Error(
      'threads need Node: in a browser leave out `background: true` and `createParallelScorer`, or run the model in a Web Worker of your own',
    );
  }
}
