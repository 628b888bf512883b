import { leaf } from '../../trees/leaf.js';

/** The nodes of a growing forest, appended in preorder to arrays that double when they are full. */
export class NodeList {
  #feature = new Uint16Array(8192);
  #threshold = new Float64Array(8192);
  #count = new Uint32Array(8192);
  #size = 0;

  append(feature: number, threshold: number, count: number): void {
    if (this.#size === this.#feature.length) this.#grow();
    const node = this.#size++;
    this.#feature[node] = feature;
    this.#threshold[node] = threshold;
    this.#count[node] = count;
  }

  appendLeaf(count: number): void {
    this.append(leaf, 0, count);
  }

  get arrays() {
    return {
      feature: this.#feature.slice(0, this.#size),
      threshold: this.#threshold.slice(0, this.#size),
      count: this.#count.slice(0, this.#size),
    };
  }

  #grow(): void {
    const [feature, threshold, count] = [this.#feature, this.#threshold, this.#count];
    this.#feature = new Uint16Array(2 * this.#size);
    this.#threshold = new Float64Array(2 * this.#size);
    this.#count = new Uint32Array(2 * this.#size);
    this.#feature.set(feature);
    this.#threshold.set(threshold);
    this.#count.set(count);
  }
}
