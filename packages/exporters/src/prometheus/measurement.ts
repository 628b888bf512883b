/** prom-client throws on what is not a number, and a counter on what is negative; monitoring must not stop what it watches. */
export function isMeasurement(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}
