import { type BinnedColumns, coarseBins, maximumBins } from './binning.js';
import { classOf, countOf, rowOf } from './packed-sample.js';

// Room for all coarse codes and that of missing values, and for the codes that two coarse ones stand for: up to 32 each.
const slots = Math.max(coarseBins + 2, (4 * maximumBins) / coarseBins);

/** Up to so many samples, sorting them beats a histogram, which has to be read and cleared whole. */
export const smallNode = 40;

/** Counts samples of one column by code. Every method fills the same list of occupied bins, ascending, and returns its length. */
export const binCounter = createBinCounter();

/**
 * The hot loops of training, over scratch arrays that nothing outlives: calls do not overlap, so that one counter serves all
 * trainings. A function's only instance addresses the arrays around it directly; the same arrays as arguments, or at the top of a
 * bundle, take two to three times as long.
 */
function createBinCounter() {
  const histogram = new Int32Array(2 * slots);
  const keys = new Int32Array(smallNode);
  const binCode = new Uint16Array(slots + 1);
  const found = new Float64Array(3);
  // Samples of class 0 and 1.
  const binCount0 = new Int32Array(slots + 1);
  const binCount1 = new Int32Array(slots + 1);

  /** The samples [start, end) by code; at most {@link smallNode}. */
  function countBySorting(
    { codes, rows }: BinnedColumns,
    column: number,
    samples: Int32Array,
    start: number,
    end: number,
  ): number {
    const offset = column * rows;
    const size = end - start;
    for (let i = 0; i < size; i++) {
      const sample = samples[start + i];
      // Code above count above class: a positive 32-bit integer, since codes have 13 bits at most.
      const key = (codes[offset + rowOf(sample)] << 8) | (countOf(sample) << 1) | classOf(sample);
      let place = i;
      for (; place > 0 && keys[place - 1] > key; place--) keys[place] = keys[place - 1];
      keys[place] = key;
    }
    let bin = -1;
    let previous = -1;
    for (let i = 0; i < size; i++) {
      const code = keys[i] >> 8;
      if (code !== previous) {
        previous = code;
        bin++;
        binCode[bin] = code;
        binCount0[bin] = 0;
        binCount1[bin] = 0;
      }
      const count = (keys[i] >> 1) & 127;
      if (keys[i] & 1) binCount1[bin] += count;
      else binCount0[bin] += count;
    }
    return bin + 1;
  }

  /** The same by coarse code, for any number of samples. */
  function countCoarse(
    { codes, fineBits, rows }: BinnedColumns,
    column: number,
    samples: Int32Array,
    start: number,
    end: number,
  ): number {
    const offset = column * rows;
    const bits = fineBits[column];
    let highest = 0;
    for (let i = start; i < end; i++) {
      const sample = samples[i];
      const slot = codes[offset + rowOf(sample)] >>> bits;
      histogram[2 * slot + classOf(sample)] += countOf(sample);
      highest = Math.max(highest, slot);
    }
    return takeOccupied(0, 0, highest + 1, 0);
  }

  /** The same by code, only for samples of two coarse codes (or of one, given twice). */
  function countFine(
    { codes, fineBits, rows }: BinnedColumns,
    column: number,
    samples: Int32Array,
    start: number,
    end: number,
    lower: number,
    upper: number,
  ): number {
    const offset = column * rows;
    const bits = fineBits[column];
    const width = 1 << bits;
    for (let i = start; i < end; i++) {
      const sample = samples[i];
      const code = codes[offset + rowOf(sample)];
      const coarse = code >>> bits;
      if (coarse !== lower && coarse !== upper) continue;
      const slot = (code & (width - 1)) + (coarse === lower ? 0 : width);
      histogram[2 * slot + classOf(sample)] += countOf(sample);
    }
    const count = takeOccupied(0, 0, width, lower << bits);
    return lower === upper ? count : takeOccupied(count, width, 2 * width, (upper << bits) - width);
  }

  /** Moves the histogram's slots [from, to) to the end of the list; `base` plus the slot is the code. */
  function takeOccupied(listed: number, from: number, to: number, base: number): number {
    let bin = listed;
    for (let slot = from; slot < to; slot++) {
      const count0 = histogram[2 * slot];
      const count1 = histogram[2 * slot + 1];
      // Written in any case, kept if occupied: no branch to mispredict.
      binCode[bin] = base + slot;
      binCount0[bin] = count0;
      binCount1[bin] = count1;
      histogram[2 * slot] = 0;
      histogram[2 * slot + 1] = 0;
      bin += Number(count0 + count1 > 0) | 0;
    }
    return bin;
  }

  /**
   * The best cut above one of the first `bins` bins, by Gini gain above `leastGain`, with `left0` and `left1` samples on the left from
   * the start; -1 when there is none. Leaves in `found` the gain, and the samples on the left without the bin below the cut.
   */
  function findCut(
    bins: number,
    left0: number,
    left1: number,
    total0: number,
    total1: number,
    weight0: number,
    weight1: number,
    minSamplesLeaf: number,
    leastGain: number,
  ): number {
    const total = total0 + total1;
    const weight = total0 * weight0 + total1 * weight1;
    const weightOf1 = total1 * weight1;
    let below0 = left0;
    let below1 = left1;
    let gain = leastGain;
    let cut = -1;
    for (let bin = 0; bin < bins; bin++) {
      below0 += binCount0[bin];
      below1 += binCount1[bin];
      const left = below0 * weight0 + below1 * weight1;
      const excess = below1 * weight1 * weight - weightOf1 * left;
      const candidate = (excess * excess) / (left * (weight - left));
      if (candidate <= gain) continue;
      const count = below0 + below1;
      if (count < minSamplesLeaf || total - count < minSamplesLeaf) continue;
      gain = candidate;
      cut = bin;
      found[0] = gain;
      found[1] = below0 - binCount0[bin];
      found[2] = below1 - binCount1[bin];
    }
    return cut;
  }

  return {
    code: binCode,
    count0: binCount0,
    count1: binCount1,
    found,
    findCut,
    countBySorting,
    countCoarse,
    countFine,
  };
}
