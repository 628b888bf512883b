import type { Config } from '@ad/config';
import { formatProgress } from '@ad/exporters/console';
import type { Sample } from '@ad/models';
import { readableFeatures } from '../detectors/samples.js';
import { isDrawn, redraw, say, type Terminal } from '../terminal/terminal.js';

/** What can come of taking a baseline. */
export type BaselineResult =
  | { readonly ok: true; readonly samples: readonly Sample[] }
  | { readonly ok: false; readonly reason: 'stopped' }
  /** No sample held a single readable value. */
  | { readonly ok: false; readonly reason: 'nothing_readable' };

/** Takes the first samples of a source, as many as the configuration asks for. */
export async function takeBaseline(
  source: AsyncIterable<Sample>,
  { data_collection }: Config,
  onSample: (taken: number, needed: number) => void,
): Promise<BaselineResult> {
  const { baseline_duration_seconds, baseline_interval_seconds } = data_collection;
  const needed = Math.floor(baseline_duration_seconds / baseline_interval_seconds);
  const samples: Sample[] = [];
  for await (const sample of source) {
    samples.push(sample);
    onSample(samples.length, needed);
    if (samples.length < needed) continue;
    return readableFeatures(samples).length === 0
      ? { ok: false, reason: 'nothing_readable' }
      : { ok: true, samples };
  }
  return { ok: false, reason: 'stopped' };
}

/** A bar that is redrawn on a terminal; elsewhere one line at the beginning. */
export function baselineProgress(
  terminal: Terminal,
  { data_collection }: Config,
): (taken: number, needed: number) => void {
  const totalSeconds = data_collection.baseline_duration_seconds;
  if (!isDrawn(terminal)) {
    say(terminal, `Learning what is normal for ${totalSeconds} s`);
    return () => {};
  }
  const draw = (elapsedSeconds: number): void =>
    redraw(terminal, formatProgress({ elapsedSeconds, totalSeconds, width: 30 }));
  draw(0);
  return (taken, needed) => {
    draw((taken / needed) * totalSeconds);
    if (taken === needed) say(terminal, '');
  };
}
