const seconds = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

/** The seconds of `90s`, `15m`, `12h`, `7d` or `2w`; nothing when it is none of these, or 0. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?) ?([smhdw])$/.exec(text.trim());
  if (!match) return undefined;
  const value = Number(match[1]) * seconds[match[2] as keyof typeof seconds];
  return value > 0 ? value : undefined;
}

/** Milliseconds since the epoch of a date or an ISO 8601 time, in UTC where it names no zone; nothing when it is none. */
export function parseTime(text: string): number | undefined {
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?)?$/.exec(
    text.trim(),
  );
  if (!match) return undefined;
  const [, date, clock = '00:00', zone = 'Z'] = match;
  const value = Date.parse(`${date}T${clock}${zone}`);
  return Number.isNaN(value) ? undefined : value;
}
