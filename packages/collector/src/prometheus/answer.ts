/** One time series of an answer. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since 1970, and the value as text. */
  readonly points: readonly (readonly [seconds: number, value: string])[];
}

/** The series in an answer to `query_range`; undefined when it is not such an answer. */
export function seriesOf(answer: unknown): Series[] | undefined {
  if (!isRecord(answer) || answer.status !== 'success' || !isRecord(answer.data)) return undefined;
  const { resultType, result } = answer.data;
  if (resultType !== 'matrix' || !Array.isArray(result)) return undefined;
  const all: Series[] = [];
  for (const series of result as unknown[]) {
    if (!isRecord(series) || !isLabels(series.metric)) return undefined;
    // A series of native histograms has no values.
    const points: unknown = series.values ?? [];
    if (!Array.isArray(points) || !points.every(isPoint)) return undefined;
    all.push({ labels: series.metric, points });
  }
  return all;
}

/** The reason that an answer gives for an error. */
export function errorOf(text: string): string {
  try {
    const answer: unknown = JSON.parse(text);
    if (isRecord(answer) && typeof answer.error === 'string') return answer.error;
  } catch {
    // A proxy in between may answer with HTML.
  }
  return text
    .replaceAll(/<[^>]*>|\s+/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim();
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isLabels(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every((label) => typeof label === 'string');
}

function isPoint(value: unknown): value is [number, string] {
  return Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'string';
}
