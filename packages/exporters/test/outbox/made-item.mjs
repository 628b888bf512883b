/** The item with a number: what it holds follows from it, so that one can be told from another and from a damaged one. */
export function madeItem(number) {
  return {
    number,
    host: `host-${number % 7}`,
    score: number % 3 === 0 ? Number.NaN : Math.sqrt(number),
    threshold: Number.POSITIVE_INFINITY,
    explanation: undefined,
    text: 'x'.repeat((number * 37) % 900),
  };
}
