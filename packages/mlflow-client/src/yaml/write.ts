/** What a `meta.yaml` or an `MLmodel` of MLflow holds. */
export type YamlValue = string | number | boolean | null | readonly YamlValue[] | YamlMapping;

/** Values by key, written in the order of the keys. */
export interface YamlMapping {
  readonly [key: string]: YamlValue;
}

/**
 * Writes the YAML that PyYAML reads as the same values. Every text is quoted, so none can be mistaken for a number, a date
 * or a boolean; each is on one line, so nothing is folded.
 */
export function writeYaml(mapping: YamlMapping): string {
  return block(mapping, '');
}

function block(mapping: YamlMapping, indent: string): string {
  return Object.keys(mapping)
    .sort()
    .map((key) => {
      const value = mapping[key] ?? null;
      const name = `${indent}${quoted(key, indent === '')}:`;
      return isFilled(value) ? `${name}\n${block(value, `${indent}  `)}` : `${name}${written(value)}\n`;
    })
    .join('');
}

function isFilled(value: YamlValue): value is YamlMapping {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
  );
}

function written(value: YamlValue): string {
  if (value === null) return ' null';
  if (typeof value === 'string') return ` ${quoted(value)}`;
  if (typeof value === 'number') return ` ${numeral(value)}`;
  if (typeof value === 'boolean') return ` ${value}`;
  if (Array.isArray(value)) return ` [${value.map((item) => written(item).trim()).join(', ')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${quoted(key)}:${written(item)}`);
  return ` {${entries.join(', ')}}`;
}

/** Plain digits for integers; a point in all else, because `1e-7` would be text to PyYAML. */
function numeral(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf';
  const digits = String(value);
  return digits.includes('.') ? digits : digits.includes('e') ? digits.replace('e', '.0e') : `${digits}.0`;
}

/**
 * JSON strings are YAML strings, but for the characters that YAML takes as line breaks or does not allow. What is no
 * character at all, half of a surrogate pair, becomes the replacement character.
 */
function quoted(text: string, isKey = false): string {
  if (isKey && /^[a-z_]+$/.test(text)) return text;
  return JSON.stringify(text.replace(/\p{Surrogate}/gu, '\ufffd')).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
