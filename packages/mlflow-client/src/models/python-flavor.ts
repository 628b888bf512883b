import type { ModelToLog } from './model-to-log.js';
import { isolationForestPython } from './python-isolation-forest.js';

const loaderModule = 'ad_isolation_forest';

/** The oldest version of Python that is still looked after; MLflow warns when another one loads the model. */
const pythonVersion = '3.11';

/** The loader was tried with the first and with the last that there was of each. */
const requirements = 'mlflow>=3.1,<4\nnumpy>=1.26,<3\npandas>=2.0,<4\n';

/**
 * What makes MLflow's Python load a model by `mlflow.pyfunc.load_model`: the flavor `python_function`, the code that scores, and
 * what it needs. Nothing for models that no Python code here can score.
 */
export function pythonFlavor(
  kind: string,
  formatVersion: number,
  dataFile: string,
): Pick<ModelToLog, 'files' | 'flavors'> {
  if (kind !== 'isolation_forest' || formatVersion !== 1) return { files: {}, flavors: {} };
  return {
    files: {
      [`code/${loaderModule}.py`]: isolationForestPython,
      'requirements.txt': requirements,
      'python_env.yaml': `python: "${pythonVersion}"\nbuild_dependencies:\n- pip\ndependencies:\n- -r requirements.txt\n`,
    },
    flavors: {
      python_function: {
        code: 'code',
        data: dataFile,
        env: { virtualenv: 'python_env.yaml' },
        loader_module: loaderModule,
        python_version: pythonVersion,
      },
    },
  };
}
