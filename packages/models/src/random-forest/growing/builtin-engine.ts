import type { Random } from '../../random.js';
import { binColumns } from './binning.js';
import type { Engine, TreeSettings } from './engine.js';
import { createKernelGrower } from './kernel-grower.js';
import { createTreeGrower } from './tree-grower.js';

/** Grows trees in WebAssembly, or the same trees in JavaScript where that is missing. */
export function builtinEngine(settings: TreeSettings, random: Random): Engine {
  return (rows, labels, classWeights) => {
    const columns = binColumns(rows);
    return (
      createKernelGrower(columns, labels, classWeights, settings, random) ??
      createTreeGrower(columns, labels, classWeights, settings, random)
    );
  };
}
