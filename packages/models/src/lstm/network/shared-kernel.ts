import { createJavaScriptKernel } from './javascript-kernel.js';
import type { Kernel } from './kernel.js';
import { createWasmKernel } from './wasm-kernel.js';

/** A network that computes in a {@link SharedKernel}'s memory, from address 0. */
export interface Tenant {
  /** How much memory it needs. */
  readonly floats: number;
  /** Moves in: writes what its computation starts from into zeroed memory. */
  load(memory: Float32Array): void;
  /** Moves out: copies what must not be lost, if anything. */
  save?(memory: Float32Array): void;
}

/**
 * One kernel for all networks of a thread, in turn: each WebAssembly memory reserves gigabytes of address space, too much for a
 * model per host in a container that limits it.
 *
 * Changing tenants costs about as much as copying their weights, 2 us with 32 units; a network that computes twice in a row pays nothing.
 */
export class SharedKernel {
  readonly #create: () => Kernel;
  #kernel: Kernel | undefined;
  #tenant: Tenant | undefined;

  constructor(create: () => Kernel) {
    this.#create = create;
  }

  /** The kernel, with this tenant's memory in it, until somebody else enters. */
  enter(tenant: Tenant): Kernel {
    this.#kernel ??= this.#create();
    const kernel = this.#kernel;
    if (this.#tenant === tenant) return kernel;
    this.#tenant?.save?.(kernel.memory);
    kernel.reserve(tenant.floats);
    kernel.memory.fill(0, 0, tenant.floats);
    tenant.load(kernel.memory);
    this.#tenant = tenant;
    return kernel;
  }
}

/** This thread's: WebAssembly where there is SIMD, otherwise plain JavaScript. Nothing is compiled before the first use. */
export const sharedKernel = new SharedKernel(() => createWasmKernel() ?? createJavaScriptKernel());
