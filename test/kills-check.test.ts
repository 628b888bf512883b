import { expect, it } from 'vitest';

// The check of benchmarks/kafka/kills, tested by breaking each of its rules once.
const { check } = await import(String(new URL('../benchmarks/kafka/kills/check.mjs', import.meta.url)));

const start = 1_795_762_000_000;

interface Message {
  readonly partition: number;
  readonly offset: number;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Topics {
  readonly printed: Readonly<Record<string, unknown>>[];
  readonly samples: Message[];
  readonly verdicts: Message[];
  readonly deadLetters: Message[];
}

function message(fields: object, id = ''): Message {
  return { partition: 0, offset: 0, value: JSON.stringify(fields), headers: { id } };
}

function sample(sequence: number) {
  return { timestamp: start + 1000 * sequence, host: 'web', boot: 'b', sequence };
}

function verdict(sequence: number, timestamp = start + 1000 * sequence, fields: object = {}): Message {
  const id = `web/${timestamp}/${sequence}`;
  return message({ id, host: 'web', sequence, timestamp: new Date(timestamp).toISOString(), ...fields }, id);
}

/** Three samples with their verdicts, some of them twice. */
function whole(): Topics {
  return {
    printed: [1, 2, 3].map(sample),
    samples: [1, 2, 2, 3].map((sequence) => message(sample(sequence))),
    verdicts: [1, 2, 1, 2, 3].map((sequence) => verdict(sequence)),
    deadLetters: [],
  };
}

it('finds no violation in sound topics, and counts', () => {
  const { counts, violations } = check(whole());
  expect(violations).toEqual({});
  expect(counts).toMatchObject({
    printed: 3,
    samples: 3,
    repeatedSamples: 1,
    verdicts: 3,
    repeatedVerdicts: 2,
  });
});

it.each<[string, (topics: Topics) => unknown]>([
  ['every acknowledged sample is in the topic', ({ printed }) => printed.push(sample(4))],
  ['a sample keeps its time', ({ printed }) => printed.splice(0, 1, { ...sample(1), timestamp: 5 })],
  ['samples of a start are in order without a gap', ({ samples }) => samples.splice(1, 2)],
  ['samples of a host go forward in time', ({ samples }) => samples.reverse()],
  [
    'a repeated sample is the same to the byte',
    ({ samples }) => samples.push(message({ ...sample(1), timestamp: 5 })),
  ],
  ['every sample has a verdict', ({ verdicts }) => verdicts.pop()],
  ['no sample has two verdicts', ({ verdicts }) => verdicts.push(verdict(4, start + 3000))],
  ['every verdict has a sample', ({ verdicts }) => verdicts.push(verdict(4))],
  ['verdicts of a host are in order without a gap', ({ verdicts }) => verdicts.shift()],
  [
    'verdicts have the order of samples',
    ({ verdicts }) => verdicts.splice(0, 5, verdict(1, start + 2000), verdict(2, start + 1000), verdict(3)),
  ],
  [
    'a repeated verdict is the same to the byte',
    ({ verdicts }) => verdicts.push(verdict(1, start + 1000, { state: 'pending' })),
  ],
  ['the header of a verdict is its id', ({ verdicts }) => verdicts.push({ ...verdict(1), headers: {} })],
  ['no dead letters', ({ deadLetters }) => deadLetters.push(message({}))],
])('notices a violation of: %s', (rule, damage) => {
  const topics = whole();
  damage(topics);
  expect(Object.keys(check(topics).violations)).toContain(rule);
});
