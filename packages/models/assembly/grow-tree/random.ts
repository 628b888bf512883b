// The random numbers of src/random.ts.

let a: u32;
let b: u32;
let c: u32;
let counter: u32;

export function next(): u32 {
  const result = a + b + counter;
  counter++;
  a = b ^ (b >>> 9);
  b = c + (c << 3);
  c = ((c << 21) | (c >>> 11)) + result;
  return result;
}

export function seedRandom(seed: u32): void {
  a = 0x9e3779b9;
  b = 0x243f6a88;
  c = seed;
  counter = 1;
  for (let i = 0; i < 15; i++) next();
}
