export { type CheckOptions, checkModel, modelChecks } from './check-model.js';
export type { ModelCheck, ModelFactory } from './model-check.js';
