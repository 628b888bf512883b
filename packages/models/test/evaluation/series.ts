/** Uniform numbers that any language can repeat: x = (1103515245 x + 12345) mod 2^31, divided by 2^31. */
export function uniforms(count: number, seed: number): number[] {
  let x = seed;
  return Array.from({ length: count }, () => {
    x = (Math.imul(x, 1103515245) + 12345) & 0x7fffffff;
    return x / 2 ** 31;
  });
}

/** 1 from each start up to its end. */
export function labelled(count: number, events: readonly (readonly [number, number])[]): number[] {
  return Array.from({ length: count }, (_, i) =>
    events.some(([start, end]) => i >= start && i < end) ? 1 : 0,
  );
}
