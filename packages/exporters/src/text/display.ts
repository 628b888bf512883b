const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Writes control characters, line separators, invisible and direction-changing characters as `\uXXXX`. Names of hosts and
 * features come from outside; printed as they are, they could forge lines or command the terminal. In a JSON text the meaning
 * stays the same.
 */
export function escapeUnprintable(text: string): string {
  return text.replace(UNPRINTABLE, (character) =>
    Array.from(
      { length: character.length },
      (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

const LONGEST_NAME = 64;
const LONGEST_SENTENCE = 400;

/** A name as it is shown: printable, and at most 64 characters long. */
export function displayName(name: string): string {
  return display(name, LONGEST_NAME);
}

/** A sentence as it is shown: printable, and at most 400 characters long. */
export function displaySentence(sentence: string): string {
  return display(sentence, LONGEST_SENTENCE);
}

function display(text: string, longest: number): string {
  return escapeUnprintable(text.length > longest ? `${text.slice(0, longest - 1)}…` : text);
}
