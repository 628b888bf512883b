import type { Batch, Metric, MetricSubject } from './runs.js';
import { checkKey, checkMetric, checkValue } from './validate.js';

/** A batch that MLflow takes, with every timestamp and step. */
export interface CheckedBatch {
  readonly metrics: readonly (Metric & MetricSubject)[];
  readonly params: readonly KeyValue[];
  readonly tags: readonly KeyValue[];
}

interface KeyValue {
  readonly key: string;
  readonly value: string;
}

/** What MLflow takes in one request; its limit of characters is a million. */
export const requestLimits = { entries: 1000, params: 100, tags: 100, characters: 900_000 };

/** Room for the braces, names and numbers of one entry in JSON. */
const overhead = 120;

/** Checks all of a batch before any of it is sent. */
export function checkBatch({ metrics = [], params = {}, tags = {} }: Batch, now: number): CheckedBatch {
  return {
    metrics: metrics.map(({ timestamp = now, step = 0, ...metric }) =>
      checkMetric({ ...metric, timestamp, step }),
    ),
    params: checkEntries('param', params),
    tags: checkEntries('tag', tags),
  };
}

/** Checks a batch and cuts it into what one request may hold: params first, then tags, then metrics. */
export function splitBatch(batch: Batch, now: number): CheckedBatch[] {
  const { params, tags, metrics } = checkBatch(batch, now);
  const parts: Part[] = [];
  const partFor = (kind: keyof CheckedBatch, entry: Entry) => {
    const size = sizeOf(entry);
    let part = parts.at(-1);
    if (!part?.hasRoom(kind, size)) {
      part = new Part();
      parts.push(part);
    }
    part.characters += size;
    return part;
  };
  for (const param of params) partFor('params', param).params.push(param);
  for (const tag of tags) partFor('tags', tag).tags.push(tag);
  for (const metric of metrics) partFor('metrics', metric).metrics.push(metric);
  return parts;
}

class Part implements CheckedBatch {
  readonly metrics: (Metric & MetricSubject)[] = [];
  readonly params: KeyValue[] = [];
  readonly tags: KeyValue[] = [];
  characters = 0;

  /** Whether one more entry of this size fits. */
  hasRoom(kind: keyof CheckedBatch, size: number): boolean {
    const entries = this.metrics.length + this.params.length + this.tags.length;
    if (entries >= requestLimits.entries || this.characters + size > requestLimits.characters) return false;
    return kind === 'metrics' || this[kind].length < requestLimits[kind];
  }
}

interface Entry {
  readonly key: string;
  readonly value: string | number;
}

/** Most characters that an entry takes in JSON, where one may be written as an escape of six. */
function sizeOf(entry: Entry): number {
  return overhead + JSON.stringify(entry.key).length + JSON.stringify(entry.value).length;
}

function checkEntries(what: 'param' | 'tag', entries: Readonly<Record<string, string>>): KeyValue[] {
  return Object.entries(entries).map(([key, value]) => ({
    key: checkKey(what, key),
    value: checkValue(what, key, value),
  }));
}
