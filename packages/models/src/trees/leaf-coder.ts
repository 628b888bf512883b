/** Bits of a leaf's code, at most. */
export const maximumCodeBits = 8;

/** In place of the number of a leaf value: where rows end below this node depends on the row. */
export const noEnd = -1;

/** Gives each leaf value of a tree a code of few bits, the most frequent ones those with the fewest bits set. */
export class LeafCoder {
  /** By number of a leaf value, its code in the tree that was assigned last. */
  readonly code: Uint8Array;
  readonly #leafValues: readonly number[];
  readonly #frequency: Int32Array;

  constructor(leafValues: readonly number[]) {
    this.#leafValues = leafValues;
    this.code = new Uint8Array(leafValues.length);
    this.#frequency = new Int32Array(leafValues.length);
  }

  /** Appends the leaf value of every code to `values`; returns the number of bits. */
  assign(nodes: Int32Array, count: number, ends: Int32Array, values: number[]): number {
    const frequency = this.#frequency;
    const seen: number[] = [];
    for (let i = 0; i < count; i++) {
      const end = ends[nodes[i]];
      if (end !== noEnd && frequency[end]++ === 0) seen.push(end);
    }
    seen.sort((a, b) => frequency[b] - frequency[a]);
    const bits = Math.ceil(Math.log2(seen.length));
    if (bits <= maximumCodeBits) {
      const first = values.length;
      for (let code = 0; code < 2 ** bits; code++) values.push(0);
      seen.forEach((end, rank) => {
        this.code[end] = codesByBitsSet[bits][rank];
        values[first + this.code[end]] = this.#leafValues[end];
      });
    }
    for (const end of seen) frequency[end] = 0;
    return bits;
  }
}

/** By number of bits, all codes, those with fewer bits set first. */
const codesByBitsSet = Array.from({ length: maximumCodeBits + 1 }, (_, bits) =>
  Array.from({ length: 2 ** bits }, (_code, code) => code).sort((a, b) => bitsSet(a) - bitsSet(b)),
);

function bitsSet(code: number): number {
  return code === 0 ? 0 : (code & 1) + bitsSet(code >> 1);
}
