import type { Random } from '../../random.js';
import { maximumCount } from '../growing/packed-sample.js';

/** How often each row was drawn; 0 is out of the bag. */
export type Bag = Uint8Array;

/**
 * Draws bootstrap samples class by class, each as large as its class, so that a rare class is in every tree and about 37 % of it
 * out of every bag. Every call returns the same array, refilled. Cost: O(rows).
 */
export function createBootstrap(labels: Uint8Array, random: Random): () => Bag {
  const bag = new Uint8Array(labels.length);
  const order = Uint32Array.from(labels.keys());
  const classes = [order.filter((i) => labels[i] === 0), order.filter((i) => labels[i] === 1)];
  return () => {
    bag.fill(0);
    for (const members of classes) {
      for (let drawn = 0; drawn < members.length; drawn++) {
        const row = members[random.integer(members.length)];
        if (bag[row] < maximumCount) bag[row]++;
      }
    }
    return bag;
  };
}
