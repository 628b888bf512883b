import { detector, fullDetector, isAvailable } from '../detector.mjs';
import { smoothedVar10, var10 } from './forecast-residual.mjs';
import {
  isolationForest,
  isolationForestOutOfRange,
  linearTwin,
  lstm,
  randomForestMarginals,
  randomForestUniform,
} from './models.mjs';
import { constant, random, robustZ } from './simple.mjs';

/** Everything that needs no Python, in the order of the tables. */
export const methods = [
  ...(isAvailable ? [fullDetector, detector] : []),
  isolationForest,
  isolationForestOutOfRange,
  randomForestUniform,
  randomForestMarginals,
  lstm,
  linearTwin,
  var10,
  smoothedVar10,
  robustZ,
  random,
  constant,
];
