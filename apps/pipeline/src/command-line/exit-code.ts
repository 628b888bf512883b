/** What the process tells its parent. */
export const exitCode = {
  success: 0,
  /** What was asked for could not be done: a port in use, a check that failed. */
  failure: 1,
  /** The command line or the configuration is wrong; nothing was started. */
  usage: 2,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
