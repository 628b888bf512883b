import type { HostSource } from '@ad/collector';
import type { Sample } from '@ad/models';
import type { HistoryRecorder } from './recorder.js';

/** Live samples, and how well their source keeps time. */
export type LiveSource = AsyncIterable<Sample> & Pick<HostSource, 'lateTicks' | 'missedTicks'>;

/** The same samples, each recorded as it passes. */
export function recorded(source: LiveSource, recorder: HistoryRecorder | undefined): LiveSource {
  if (!recorder) return source;
  return mapped(source, (sample) => {
    recorder.record(sample);
    return sample;
  });
}

/** The same samples; those before which this process was busy with something else than watching say so. */
export function marked(source: LiveSource, takeDisturbance: () => boolean): LiveSource {
  return mapped(source, (sample) => (takeDisturbance() ? { ...sample, disturbed: true } : sample));
}

function mapped(source: LiveSource, change: (sample: Sample) => Sample): LiveSource {
  return {
    get lateTicks() {
      return source.lateTicks;
    },
    get missedTicks() {
      return source.missedTicks;
    },
    async *[Symbol.asyncIterator]() {
      for await (const sample of source) yield change(sample);
    },
  };
}
