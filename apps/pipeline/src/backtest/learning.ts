import type { Sample } from '@ad/models';
import type { Learning } from './backtest.js';
import type { SampleSource } from './sample-source.js';

/** What `--learn` asks for. */
export type LearnOption =
  | { readonly kind: 'samples'; readonly count: number }
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'file'; readonly path: string };

/** Understands `30%`, a number of samples, or a file; nothing when a share or number is out of range. */
export function parseLearn(text: string): LearnOption | undefined {
  const percent = /^(\d+(?:\.\d+)?) ?%$/.exec(text);
  if (percent) {
    const share = Number(percent[1]) / 100;
    return share > 0 && share < 1 ? { kind: 'share', share } : undefined;
  }
  if (/^-?\d+(\.\d+)?$/.test(text)) {
    const count = Number(text);
    return Number.isInteger(count) && count >= leastSamples ? { kind: 'samples', count } : undefined;
  }
  return text.trim() === '' ? undefined : { kind: 'file', path: text };
}

/** A model cannot be trained on fewer. */
export const leastSamples = 10;

/** Reads what has to be known before the replay: how long each host's share is, or the history in another file. */
export async function learningFrom(
  option: LearnOption,
  source: SampleSource,
  openFile: (path: string) => SampleSource,
): Promise<Learning> {
  switch (option.kind) {
    case 'samples':
      return { from: 'beginning', samples: () => option.count };
    case 'share': {
      const counts = new Map<string, number>();
      for await (const { host } of source.read()) counts.set(host, (counts.get(host) ?? 0) + 1);
      const needed = (host: string): number => Math.floor((counts.get(host) ?? 0) * option.share);
      return { from: 'beginning', samples: (host) => Math.max(leastSamples, needed(host)) };
    }
    case 'file': {
      const histories = new Map<string, Sample[]>();
      for await (const sample of openFile(option.path).read()) {
        const history = histories.get(sample.host) ?? [];
        history.push(sample);
        histories.set(sample.host, history);
      }
      // Files of one host often do not name it, and are called `train` and `test`.
      const [only] = histories.size === 1 ? histories.values() : [];
      return { from: 'history', samples: (host) => histories.get(host) ?? only ?? [] };
    }
  }
}
