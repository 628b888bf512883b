// AssemblyScript: `pnpm build:wasm` compiles it to src/kernels/lstm.generated.ts. The hot loops of an LSTM, in SIMD instructions.
// src/lstm/network/kernel.ts says what each function does; javascript-kernel.ts beside it gives the same bits.
//
// Addresses count 32-bit floats from the start of memory; widths are multiples of 8.
export { adam, sumOfSquares } from './lstm/adam';
export { cell, cellBack } from './lstm/cell';
export { multiplyAdd } from './lstm/multiply-add';
