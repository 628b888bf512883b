// What bundles for browsers hold in the place of `ml-random-forest`, which needs Node's `crypto`.

export class RandomForestClassifier {
  constructor() {
    throw new Error("the engine 'ml-random-forest' needs Node: in a browser use the builtin engine");
  }
}
