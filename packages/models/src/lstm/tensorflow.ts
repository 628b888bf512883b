/** An array in the memory of TensorFlow.js. */
export interface Tensor {
  dataSync(): ArrayLike<number>;
  dispose(): void;
}

/** Only handed on. */
type Layer = object;

interface LayerOptions {
  units: number;
  kernelInitializer: 'zeros';
}

interface LayersModel {
  apply(inputs: object): unknown;
  getWeights(): Tensor[];
  setWeights(weights: Tensor[]): void;
  readonly trainableWeights: readonly { read(): Tensor }[];
  dispose(): unknown;
}

/**
 * The part of TensorFlow.js that is used here: the namespace of `@tensorflow/tfjs`, or of `@tensorflow/tfjs-node`. Its own types
 * would have to be installed by everyone; operands are `unknown` because theirs are unions that no smaller type fits into.
 */
export interface TensorFlow {
  readonly layers: {
    lstm(
      options: LayerOptions & {
        inputShape: number[];
        recurrentInitializer: 'zeros';
        recurrentActivation: 'sigmoid';
      },
    ): Layer;
    dense(options: LayerOptions): Layer;
  };
  readonly train: {
    adam(
      learningRate: number,
      beta1: number,
      beta2: number,
      epsilon: number,
    ): { applyGradients(gradients: object): void; dispose(): void };
  };
  sequential(options?: { layers?: Layer[] }): LayersModel;
  tensor(values: Float32Array, shape: number[]): Tensor;
  tidy(compute: () => void): void;
  variableGrads(loss: () => Tensor, variables?: Tensor[]): { value: Tensor; grads: Record<string, Tensor> };
  sub(a: unknown, b: unknown): Tensor;
  mul(a: unknown, b: unknown): Tensor;
  square(a: unknown): Tensor;
  sum(a: unknown): Tensor;
}
