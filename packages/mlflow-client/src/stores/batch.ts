import type { Batch, Metric, MetricSubject } from './runs.js';
import { checkKey, checkMetric, checkValue } from './validate.js';

/** A batch that one request may hold, in MLflow's words. */
export interface UnitBatch {
  readonly metrics: readonly (Metric & MetricSubject)[];
  readonly params: readonly KeyValue[];
  readonly tags: readonly KeyValue[];
}

interface KeyValue {
  readonly key: string;
  readonly value: string;
}

/** What MLflow takes in one request; its limit of characters is a million. */
const most = { entries: 1000, params: 100, tags: 100, characters: 900_000 };

/** Room for the braces, names and numbers of one entry in JSON. */
const overhead = 120;

/** Checks all of a batch before any of it is sent. */
export function checkBatch({ metrics = [], params = {}, tags = {} }: Batch, now: number): UnitBatch {
  return {
    metrics: metrics.map(({ timestamp = now, step = 0, ...metric }) =>
      checkMetric({ ...metric, timestamp, step }),
    ),
    params: checkEntries('param', params),
    tags: checkEntries('tag', tags),
  };
}

/** Checks a batch and cuts it into what one request may hold: params first, then tags, then metrics. */
export function splitBatch(batch: Batch, now: number): UnitBatch[] {
  const whole = checkBatch(batch, now);
  const parts: Part[] = [];
  let part = new Part();
  const place = (entry: (part: Part) => boolean, size: number) => {
    if (!part.reserve(size) || !entry(part)) {
      parts.push(part);
      part = new Part();
      part.reserve(size);
      entry(part);
    }
  };
  for (const param of whole.params) {
    place(({ params }) => params.length < most.params && params.push(param) > 0, sizeOf(param));
  }
  for (const tag of whole.tags)
    place(({ tags }) => tags.length < most.tags && tags.push(tag) > 0, sizeOf(tag));
  for (const metric of whole.metrics) place(({ metrics }) => metrics.push(metric) > 0, sizeOf(metric));
  if (part.entries > 0) parts.push(part);
  return parts;
}

class Part implements UnitBatch {
  readonly metrics: (Metric & MetricSubject)[] = [];
  readonly params: KeyValue[] = [];
  readonly tags: KeyValue[] = [];
  #characters = 0;

  get entries(): number {
    return this.metrics.length + this.params.length + this.tags.length;
  }

  /** Whether there is room for one more entry of this size. */
  reserve(characters: number): boolean {
    if (this.entries >= most.entries) return false;
    if (this.entries > 0 && this.#characters + characters > most.characters) return false;
    this.#characters += characters;
    return true;
  }
}

/** Most characters that an entry takes in JSON, where one may be written as an escape of six. */
function sizeOf(entry: { readonly key: string; readonly value: string | number }): number {
  return overhead + JSON.stringify(entry.key).length + JSON.stringify(entry.value).length;
}

function checkEntries(what: 'param' | 'tag', entries: Readonly<Record<string, string>>): KeyValue[] {
  return Object.entries(entries).map(([key, value]) => ({
    key: checkKey(what, key),
    value: checkValue(what, key, value),
  }));
}
