// Counts the samples of a column by code, as src/random-forest/growing/bin-counts.ts does.
import { classOf, codeOf, countOf, scratch } from './training';

/** Up to so many samples are sorted, more are counted in a histogram. */
export const smallNode: i32 = 40;

// Occupied bins, ascending: code, samples of class 0 and 1. After them the histogram: samples of class 0 and 1 per slot.
const binBytes: usize = 12;
const maximumSlots: usize = 260;
export function binAt(bin: i32): usize {
  return scratch + <usize>bin * binBytes;
}
function slotAt(slot: i32): usize {
  return scratch + maximumSlots * binBytes + ((<usize>slot) << 3);
}

/** Moves the histogram's slots [from, to) to the end of the list. */
function takeOccupied(listed: i32, from: i32, to: i32, base: i32): i32 {
  let bin = binAt(listed);
  const last = slotAt(to);
  let code = base + from;
  for (let slot = slotAt(from); slot < last; slot += 8) {
    const both = load<u64>(slot);
    store<u64>(slot, 0);
    // Written in any case, kept if occupied.
    store<i32>(bin, code++);
    store<u64>(bin, both, 4);
    bin += binBytes & -(<usize>(both !== 0));
  }
  return <i32>((bin - scratch) / binBytes);
}

function countSample(slot: i32, sample: u32): void {
  const place = slotAt(slot) + ((<usize>classOf(sample)) << 2);
  store<i32>(place, load<i32>(place) + countOf(sample));
}

/** Counts the samples at [start, end) by coarse code. As all that follow, returns how many bins are occupied. */
export function countCoarse(start: usize, end: usize, columnCodes: usize, bits: i32): i32 {
  let highest = 0;
  for (let at = start; at < end; at += 4) {
    const sample = load<u32>(at);
    const slot = codeOf(columnCodes, sample) >>> bits;
    countSample(slot, sample);
    highest = max(highest, slot);
  }
  return takeOccupied(0, 0, highest + 1, 0);
}

/** Counts by code, only samples of two coarse codes (or of one, given twice). */
export function countFine(
  start: usize,
  end: usize,
  columnCodes: usize,
  bits: i32,
  lower: i32,
  upper: i32,
): i32 {
  const width = 1 << bits;
  for (let at = start; at < end; at += 4) {
    const sample = load<u32>(at);
    const code = codeOf(columnCodes, sample);
    const coarse = code >>> bits;
    if (coarse !== lower && coarse !== upper) continue;
    countSample((code & (width - 1)) + (coarse === lower ? 0 : width), sample);
  }
  const count = takeOccupied(0, 0, width, lower << bits);
  return lower === upper ? count : takeOccupied(count, width, 2 * width, (upper << bits) - width);
}

/** Counts by code, at most {@link smallNode} samples. */
export function countBySorting(start: usize, end: usize, columnCodes: usize): i32 {
  const keys = slotAt(0);
  let last = keys;
  for (let at = start; at < end; at += 4, last += 4) {
    const sample = load<u32>(at);
    const key = (codeOf(columnCodes, sample) << 8) | (countOf(sample) << 1) | classOf(sample);
    let place = last;
    for (; place > keys; place -= 4) {
      const other = load<i32>(place - 4);
      if (other <= key) break;
      store<i32>(place, other);
    }
    store<i32>(place, key);
  }
  let bin = scratch - binBytes;
  let previous = -1;
  for (let at = keys; at < last; at += 4) {
    const key = load<i32>(at);
    store<i32>(at, 0);
    if (key >> 8 !== previous) {
      previous = key >> 8;
      bin += binBytes;
      store<i32>(bin, previous);
      store<u64>(bin, 0, 4);
    }
    const place = bin + ((<usize>(key & 1)) << 2);
    store<i32>(place, load<i32>(place, 4) + ((key >> 1) & 127), 4);
  }
  return <i32>((bin + binBytes - scratch) / binBytes);
}
