const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Writes control characters, line separators, invisible and direction-changing characters as `\uXXXX`. Names of hosts and
 * features come from outside: printed as they are, they could forge lines or command the terminal. Inside a JSON text the
 * result means the same as before.
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

/** A name as it is shown: printable, and at most 64 characters long. */
export function displayName(name: string): string {
  const shown = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
  return escapeUnprintable(shown);
}
