import { displayName, displaySentence } from '../text/display.js';
import { explainAttribution } from '../text/explain.js';
import { quantityOf, shortName } from '../text/units.js';
import type { Verdict, VerdictState } from '../verdict.js';
import type { VerdictNews } from './news.js';

/** How {@link formatVerdict} writes. */
export interface FormatVerdictOptions {
  /** Colours the state with ANSI codes. @default false */
  readonly color?: boolean;
  /** Adds the name of the host, for a process that scores many. @default false */
  readonly showHost?: boolean;
}

interface StateStyle {
  readonly mark: string;
  readonly label: string;
  /** Parameters of an ANSI "select graphic rendition" sequence. */
  readonly ansi: string;
}

const STYLES: Readonly<Record<VerdictState, StateStyle>> = {
  warming: { mark: '○', label: 'warming', ansi: '90' },
  normal: { mark: '●', label: 'normal', ansi: '32' },
  pending: { mark: '◆', label: 'pending', ansi: '33' },
  firing: { mark: '▲', label: 'ANOMALY', ansi: '1;31' },
  resolving: { mark: '▼', label: 'resolving', ansi: '33' },
  no_data: { mark: '○', label: 'no data', ansi: '90' },
};
const LABEL_WIDTH = 'resolving'.length;
/** As wide as `100.0`. */
const VALUE_WIDTH = 5;

/**
 * One line, without a line break, for a person: local time, state, every feature with its unit, the score as a probability, and
 * the feature that contributed most, or the reason if the state is not normal. Names cannot break the line, whatever they
 * contain. Pure, except that it reads the machine's time zone.
 *
 * @param news what is new in this verdict; with it, the reason is said only where an alert begins.
 * @example
 * formatVerdict(verdict);
 * // 12:00:15  ● normal     cpu  12.3 %  memory  48.1 %  disk  40.0 %   score 0.21 · most: cpu
 */
export function formatVerdict(
  verdict: Verdict,
  options: FormatVerdictOptions = {},
  news?: VerdictNews,
): string {
  const { color = false, showHost = false } = options;
  const { mark, label, ansi } = STYLES[verdict.state];
  const state = `${mark} ${label.padEnd(LABEL_WIDTH)}`;
  const values = Object.entries(verdict.values).map(([feature, value]) => formatValue(feature, value));
  return [
    formatTime(verdict.timestamp),
    color ? `\u001b[${ansi}m${state}\u001b[0m` : state,
    ...(showHost ? [displayName(verdict.host)] : []),
    ...values,
    ` ${formatScore(verdict, news)}`,
  ].join('  ');
}

function formatTime(timestamp: number): string {
  const time = new Date(timestamp);
  if (Number.isNaN(time.getTime())) return '--:--:--';
  return [time.getHours(), time.getMinutes(), time.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

function formatValue(feature: string, value: number): string {
  const { text, unit } = quantityOf(feature, value);
  const shown = text.padStart(VALUE_WIDTH);
  return `${displayName(shortName(feature))} ${unit === '' ? shown : `${shown} ${unit}`}`;
}

function isUnscored(state: VerdictState): boolean {
  return state === 'warming' || state === 'no_data';
}

function formatScore(verdict: Verdict, news: VerdictNews | undefined): string {
  const { state, probability, provisional, attributions, maintenance } = verdict;
  const isCalm = state === 'normal' || isUnscored(state);
  const parts = [`score ${Number.isNaN(probability) ? '   –' : probability.toFixed(2)}`];
  const most = attributions[0];
  const reason = (news?.begins ?? !isCalm) ? reasonOf(verdict) : '';
  if (reason !== '') parts.push(reason);
  else if (most !== undefined) parts.push(`most: ${displayName(shortName(most.feature))}`);
  if (maintenance === true) parts.push('maintenance');
  if (provisional && !isCalm) parts.push('threshold still provisional');
  return [...parts, ...(news?.notes ?? [])].join(' · ');
}

/** The detector's explanation, or else a sentence made from the first attribution. */
function reasonOf({ explanation = '', attributions }: Verdict): string {
  if (explanation !== '') return displaySentence(explanation);
  const most = attributions[0];
  return most === undefined ? '' : explainAttribution(most);
}
