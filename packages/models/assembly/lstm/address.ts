/** The byte at which the n-th float stands. */
export function at(address: i32): usize {
  return (<usize>address) << 2;
}
