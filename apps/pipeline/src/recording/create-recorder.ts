import type { Config } from '@ad/config';
import { say, type Terminal } from '../terminal/terminal.js';
import { describeError } from '../text/describe-error.js';
import { HistoryRecorder, type RecordingProblem } from './recorder.js';

/** Records what a command sees, where the configuration asks for it; problems are said, each once. */
export function createRecorder(terminal: Terminal, config: Config): HistoryRecorder | undefined {
  const { history_folder: folder, history_days: days } = config.data_collection;
  if (folder === null) return undefined;
  return new HistoryRecorder({
    folder,
    days,
    onProblem: (problem) => say(terminal, describeRecording(folder, problem)),
  });
}

function describeRecording(folder: string, problem: RecordingProblem): string {
  if (problem.state === 'recovered') {
    const lost = problem.lost === 0 ? 'nothing was lost' : `${problem.lost} samples were lost`;
    return `✓ the history in ${folder} is recorded again; ${lost}`;
  }
  return `! the history cannot be recorded in ${folder}: ${describeError(problem.error)}; detection goes on, and recording is tried again`;
}
