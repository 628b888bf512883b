/** What a line may be about, least important first. */
export const logLevels = ['info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** What stands before a line, and how important that makes it. */
const marks: Readonly<Record<string, LogLevel>> = { '✗': 'error', '!': 'warn' };

/** How important a line is, by the mark that it begins with. */
export function levelOf(line: string): LogLevel {
  return marks[line[0]] ?? 'info';
}

/** Whether a line is at least as important as a level. */
export function reaches(line: string, level: LogLevel): boolean {
  return logLevels.indexOf(levelOf(line)) >= logLevels.indexOf(level);
}
