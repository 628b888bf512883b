export {
  type CheckOptions,
  checkModel,
  type ModelCheck,
  type ModelFactory,
  modelChecks,
} from './check-model.js';
