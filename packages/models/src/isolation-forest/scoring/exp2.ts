/**
 * 2 to the power of `x`, within 4.4e-16 relative, from additions and multiplications only: the same on every platform, which the
 * language does not promise of `2 ** x`.
 */
export function exp2(x: number): number {
  const whole = Math.round(x);
  if (!(whole >= -largestWhole && whole <= largestWhole)) return 2 ** x;
  const rest = x - whole;
  let sum = taylor[0];
  for (let i = 1; i < taylor.length; i++) sum = taylor[i] + rest * sum;
  return sum * powers[whole + largestWhole];
}

const largestWhole = 64;
const powers = Float64Array.from({ length: 2 * largestWhole + 1 }, (_, i) => 2 ** (i - largestWhole));

// The series of 2^rest around 0, highest power first; for |rest| <= 1/2 the next term is below 1e-17.
const degree = 13;
const taylor = new Float64Array(degree + 1);
for (let n = 0, term = 1; n <= degree; n++, term *= Math.LN2 / n) taylor[degree - n] = term;
