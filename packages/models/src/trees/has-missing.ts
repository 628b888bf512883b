/** Whether one of the `columns` values from `offset` on is missing. */
export function hasMissing(data: ArrayLike<number>, offset: number, columns: number): boolean {
  for (let k = offset; k < offset + columns; k++) if (Number.isNaN(data[k])) return true;
  return false;
}
