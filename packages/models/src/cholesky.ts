/** One step of a Cholesky factorisation: row `i` of L with A = L L' takes the place of the lower triangle of A's, rows before done. */
export function factorRow(a: Float64Array, n: number, i: number): void {
  for (let j = 0; j <= i; j++) {
    let sum = a[i * n + j];
    for (let k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
    a[i * n + j] = i === j ? Math.sqrt(sum) : sum / a[j * n + j];
  }
}

/** Solves L L' x = b in place. */
export function solveFactored(l: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) b[i] -= l[i * n + k] * b[k];
    b[i] /= l[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) b[i] -= l[k * n + i] * b[k];
    b[i] /= l[i * n + i];
  }
}
