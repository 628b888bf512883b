import { displayName } from '../text/display.js';

/** What {@link formatProgress} shows. */
export interface Progress {
  readonly elapsedSeconds: number;
  readonly totalSeconds: number;
  /** @default 'Learning what is normal' */
  readonly label?: string;
  /** Width of the bar in characters. @default 10 */
  readonly width?: number;
}

/**
 * A progress bar on one line, without a line break: `Learning what is normal  ██████░░░░  18/30 s`. To redraw it in place,
 * begin the output with `\r`. An elapsed time beyond the total is shown as the total.
 */
export function formatProgress(progress: Progress): string {
  const { label = 'Learning what is normal', width = 10 } = progress;
  const total = Math.max(0, progress.totalSeconds);
  const elapsed = Math.min(Math.max(0, progress.elapsedSeconds), total);
  const filled = total > 0 ? Math.floor((elapsed / total) * width) : width;
  const seconds = `${String(Math.floor(elapsed)).padStart(String(Math.ceil(total)).length)}/${Math.ceil(total)} s`;
  return `${displayName(label)}  ${'█'.repeat(filled)}${'░'.repeat(width - filled)}  ${seconds}`;
}
