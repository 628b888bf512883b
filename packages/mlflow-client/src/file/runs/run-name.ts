const adjectives = [
  'able',
  'bold',
  'calm',
  'deft',
  'fair',
  'glad',
  'keen',
  'mild',
  'neat',
  'proud',
  'swift',
  'wise',
];
const nouns = [
  'ant',
  'crane',
  'deer',
  'finch',
  'hare',
  'lynx',
  'mole',
  'otter',
  'robin',
  'seal',
  'trout',
  'wren',
];

/** A name for a run that was given none, told from its id: `calm-otter-417`. */
export function randomRunName(runId: string): string {
  const pick = (words: readonly string[], from: number) =>
    words[Number.parseInt(runId.slice(from, from + 4), 16) % words.length];
  return `${pick(adjectives, 0)}-${pick(nouns, 4)}-${Number.parseInt(runId.slice(8, 12), 16) % 1000}`;
}
