/** About the width of a character as a share of the font's size: nothing can measure text before a browser draws it. */
function characterWidth(character: string): number {
  if (character.codePointAt(0)! >= 0x2e80) return 1;
  if (/[mwMW@%—]/.test(character)) return 0.85;
  return /[A-Z&+=]/.test(character) ? 0.68 : 0.54;
}

/** About the width of a text in pixels. */
export function textWidth(text: string, size = 12): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width * size;
}

/** The text, or as much of its beginning as fits into the width. */
export function fitText(text: string, width: number, size = 12): string {
  if (textWidth(text, size) <= width) return text;
  let used = size;
  let kept = '';
  for (const character of text) {
    used += characterWidth(character) * size;
    if (used > width) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** The text in lines of at most the width; a word that is too long for a line is cut. */
export function wrapText(text: string, width: number, size = 12): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).map((one) => fitText(one, width, size))) {
    const longer = lines.length > 0 ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length > 0 && textWidth(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
