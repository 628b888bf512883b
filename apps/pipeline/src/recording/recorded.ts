import type { HostSource } from '@ad/collector';
import type { Sample } from '@ad/models';
import type { HistoryRecorder } from './recorder.js';

/** Live samples, and how well their source keeps time. */
export type LiveSource = AsyncIterable<Sample> & Pick<HostSource, 'lateTicks' | 'missedTicks'>;

/** The same samples, each recorded as it passes. */
export function recorded(source: LiveSource, recorder: HistoryRecorder | undefined): LiveSource {
  if (!recorder) return source;
  return {
    get lateTicks() {
      return source.lateTicks;
    },
    get missedTicks() {
      return source.missedTicks;
    },
    async *[Symbol.asyncIterator]() {
      for await (const sample of source) {
        recorder.record(sample);
        yield sample;
      }
    },
  };
}
