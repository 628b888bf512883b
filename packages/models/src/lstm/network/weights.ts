import { arrayField, damaged } from '../../codec.js';
import { type Random, standardNormal } from '../../random.js';
import { padded } from './kernel.js';

/** Size of a network: it reads windows of `features` values and forecasts the next `features` values. */
export interface NetworkShape {
  readonly features: number;
  readonly units: number;
}

/**
 * Weights of LSTM(units) followed by Dense(features), row-major, as Keras and TensorFlow.js lay them out: columns of the gates
 * stand in the order i, f, c, o, `units` each.
 */
export interface NetworkWeights {
  /** features x 4 units */
  readonly kernel: Float32Array;
  /** units x 4 units */
  readonly recurrentKernel: Float32Array;
  /** 4 units */
  readonly bias: Float32Array;
  /** units x features */
  readonly denseKernel: Float32Array;
  /** features */
  readonly denseBias: Float32Array;
}

/** Fresh weights as Keras draws them: Glorot uniform, orthogonal recurrent kernel, forget bias 1. */
export function drawWeights({ features, units }: NetworkShape, random: Random): NetworkWeights {
  const bias = new Float32Array(4 * units);
  bias.fill(1, units, 2 * units);
  return {
    kernel: glorotUniform(features, 4 * units, random),
    recurrentKernel: orthogonal(units, 4 * units, random),
    bias,
    denseKernel: glorotUniform(units, features, random),
    denseBias: new Float32Array(features),
  };
}

function glorotUniform(rows: number, columns: number, random: Random): Float32Array {
  const limit = Math.sqrt(6 / (rows + columns));
  return Float32Array.from({ length: rows * columns }, () => limit * (2 * random.uniform() - 1));
}

/** Rows of unit length at right angles to each other (Gram-Schmidt, twice for accuracy); `columns` is at least `rows`. */
function orthogonal(rows: number, columns: number, random: Random): Float32Array {
  const basis: Float64Array[] = [];
  for (let i = 0; i < rows; i++) {
    const row = Float64Array.from({ length: columns }, () => standardNormal(random));
    for (let pass = 0; pass < 2; pass++) {
      for (const other of basis) {
        const overlap = row.reduce((sum, value, j) => sum + value * other[j], 0);
        for (let j = 0; j < columns; j++) row[j] -= overlap * other[j];
      }
    }
    const length = Math.hypot(...row);
    basis.push(row.map((value) => value / length));
  }
  return Float32Array.from(basis.flatMap((row) => [...row]));
}

/** Where the parts of a padded network stand, from its first float: the biases are the last row of their kernels. */
export type WeightsLayout = Readonly<ReturnType<typeof planWeights>>;

/** Plans the padded layout that a kernel works on; padding is zero and stays so in training. */
export function planWeights(shape: NetworkShape) {
  const units = padded(shape.units);
  const features = padded(shape.features);
  const gates = 4 * units;
  const bias = shape.features * gates;
  const recurrentKernel = bias + gates;
  const denseKernel = recurrentKernel + units * gates;
  const denseBias = denseKernel + units * features;
  return {
    units,
    gates,
    features,
    kernel: 0,
    bias,
    recurrentKernel,
    denseKernel,
    denseBias,
    size: denseBias + features,
  };
}

interface Part {
  readonly name: keyof NetworkWeights;
  readonly rows: number;
  readonly blocks: number;
  readonly width: number;
}

function partsOf({ features, units }: NetworkShape): readonly Part[] {
  return [
    { name: 'kernel', rows: features, blocks: 4, width: units },
    { name: 'recurrentKernel', rows: units, blocks: 4, width: units },
    { name: 'bias', rows: 1, blocks: 4, width: units },
    { name: 'denseKernel', rows: units, blocks: 1, width: features },
    { name: 'denseBias', rows: 1, blocks: 1, width: features },
  ];
}

/** Writes weights into padded memory, at `address`. */
export function packWeights(
  weights: NetworkWeights,
  shape: NetworkShape,
  memory: Float32Array,
  address: number,
): void {
  eachBlock(shape, (name, source, target, width) => {
    memory.set(weights[name].subarray(source, source + width), address + target);
  });
}

/** Reads weights out of padded memory. */
export function unpackWeights(shape: NetworkShape, memory: Float32Array, address: number): NetworkWeights {
  const { features, units } = shape;
  const weights = {
    kernel: new Float32Array(features * 4 * units),
    recurrentKernel: new Float32Array(units * 4 * units),
    bias: new Float32Array(4 * units),
    denseKernel: new Float32Array(units * features),
    denseBias: new Float32Array(features),
  };
  eachBlock(shape, (name, source, target, width) => {
    weights[name].set(memory.subarray(address + target, address + target + width), source);
  });
  return weights;
}

/** Visits each run of floats that stands unbroken both in the plain weights (`source`) and in the padded ones (`target`). */
function eachBlock(
  shape: NetworkShape,
  visit: (name: keyof NetworkWeights, source: number, target: number, width: number) => void,
): void {
  const layout = planWeights(shape);
  for (const { name, rows, blocks, width } of partsOf(shape)) {
    for (let block = 0; block < rows * blocks; block++) {
      visit(name, block * width, layout[name] + block * padded(width), width);
    }
  }
}

/** Checks weights that were read from a file. @throws ModelError `INVALID_MODEL` */
export function checkWeights(decoded: Record<string, unknown>, shape: NetworkShape): NetworkWeights {
  const checked = partsOf(shape).map(({ name, rows, blocks, width }) => {
    const values = arrayField(decoded, name, Float32Array, rows * blocks * width);
    if (!values.every(Number.isFinite)) throw damaged(name, 'finite');
    return values;
  });
  const [kernel, recurrentKernel, bias, denseKernel, denseBias] = checked;
  return { kernel, recurrentKernel, bias, denseKernel, denseBias };
}
