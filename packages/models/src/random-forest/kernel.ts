/** A kernel of `assembly/`, compiled, with a memory of its own; addresses are bytes into it. */
export interface Kernel {
  /** The memory, grown to at least so many bytes; what it held stays. */
  memory(bytes: number): ArrayBuffer;
  /** The function of that name. */
  find(name: string): (...given: readonly number[]) => number;
}

const pageBytes = 65_536;

/** The module with these bytes in base64, or nothing where WebAssembly is missing or forbidden. Cost: a millisecond. */
export function compileKernel(bytes: string): WebAssembly.Module | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  try {
    return new WebAssembly.Module(Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

/** A kernel with so many bytes of memory, or nothing where there is no module or not so much memory. */
export function createKernel(module: WebAssembly.Module | undefined, bytes: number): Kernel | undefined {
  if (!module) return undefined;
  let pages: WebAssembly.Memory;
  try {
    pages = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) });
  } catch {
    return undefined;
  }
  const { exports } = new WebAssembly.Instance(module, { env: { memory: pages } });
  return {
    memory(size) {
      const missing = size - pages.buffer.byteLength;
      if (missing > 0) pages.grow(Math.ceil(missing / pageBytes));
      return pages.buffer;
    },
    find(name) {
      const found = exports[name];
      if (typeof found !== 'function') throw new TypeError(`the kernel has no function ${name}`);
      return (...given) => Number(found(...given));
    },
  };
}

/** Hands out addresses one after the other, each a multiple of 16. */
export function createLayout(): { place(bytes: number): number; size(): number } {
  let size = 0;
  return {
    place(bytes) {
      const address = size;
      size += Math.ceil(bytes / 16) * 16;
      return address;
    },
    size: () => size,
  };
}
