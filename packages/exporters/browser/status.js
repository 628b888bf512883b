// The state of the shown host in words, the reason, and the model.

import { announce, byId, foreign, setText } from './dom.js';
import { formatDuration, formatScore, stateWords } from './text.js';

/** @import { Link, Page, Row, Verdict } from './types.js' */

/** @type {Record<Link, string>} */
const LINKS = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Connection lost, trying again',
  stopped: 'The application has stopped',
  full: 'Too many pages are open, trying again',
};
/** A sample is late after this many usual intervals. */
const LATE_INTERVALS = 4;
/** Milliseconds. */
const JUST_NOW = 2000;

/** The part of the page that shows the state. */
export class Status {
  /** @type {Verdict | undefined} */
  #verdict;
  /** @type {Page | undefined} */
  #page;
  /** @type {Link} */
  #link = 'connecting';
  /** How far the server's clock is ahead of this one, in milliseconds. */
  #ahead = 0;
  #said = '';

  /** @param {() => number} interval usual time between two samples in milliseconds */
  constructor(interval) {
    this.interval = interval;
    setInterval(() => this.#tick(), 1000);
  }

  /** @param {number} now the server's clock */
  begin(now) {
    this.#ahead = now - Date.now();
  }

  /** Another host is shown. */
  clear() {
    this.#verdict = undefined;
    this.#said = '';
    this.#show();
  }

  /** @param {Verdict} verdict */
  verdict(verdict) {
    this.#verdict = verdict;
    this.#show();
  }

  /** @param {Page} page */
  page(page) {
    this.#page = page;
    this.#show();
  }

  /** @param {Link} link */
  link(link) {
    if (link === this.#link) return;
    const wasAnnounced = this.#link !== 'connecting';
    this.#link = link;
    if (wasAnnounced) announce(link === 'live' ? 'Connected again.' : `${LINKS[link]}.`);
    this.#show();
  }

  /**
   * The score beside its threshold.
   *
   * @param {Row} row
   */
  row({ score, threshold, probability }) {
    setText(byId('score-value'), formatScore(score));
    setText(byId('threshold-value'), formatScore(threshold));
    byId('meter').style.setProperty('--level', String(probability ?? 0));
  }

  #show() {
    const verdict = this.#verdict;
    const look = verdict ? lookOf(verdict) : 'waiting';
    document.documentElement.dataset.state = look;
    document.documentElement.dataset.link = this.#link;
    const words = verdict ? stateWords(verdict.state, verdict.isAnomaly) : this.#waiting();
    setText(byId('state-words'), words);
    setText(
      byId('state-why'),
      verdict ? verdict.explanation : 'The first sample is shown here as soon as it is scored.',
    );
    byId('details').hidden = !verdict;
    if (verdict) this.#showDetails(verdict);
    document.title = `${look === 'anomaly' ? '▲ ' : ''}${words}${verdict ? ` · ${verdict.host}` : ''}`;
    byId('icon', HTMLLinkElement).href =
      look === 'anomaly' ? '/live/icons/alarm.svg' : '/live/icons/calm.svg';
    this.#announce(words, look);
    this.#tick();
  }

  #waiting() {
    if (this.#page && !this.#page.ready) return capitalized(this.#page.reason) || 'Not ready yet';
    return 'Waiting for the first sample';
  }

  /** @param {Verdict} verdict */
  #showDetails({ host, model, provisional, maintenance, drift }) {
    byId('host-name').replaceChildren(foreign(host));
    setText(byId('model-kind'), model.kind.replaceAll('+', ' + ').replaceAll('_', ' '));
    setText(byId('model-version'), model.version);
    byId('provisional').hidden = !provisional;
    byId('maintenance').hidden = !maintenance;
    byId('drift').hidden = !drift;
  }

  /**
   * Announces changes of the state, once each, and not every sample.
   *
   * @param {string} words
   * @param {string} look
   */
  #announce(words, look) {
    const about = look === 'normal' || look === 'unusual' ? 'normal' : look === 'anomaly' ? 'anomaly' : words;
    if (about === this.#said) return;
    const isFirst = this.#said === '';
    this.#said = about;
    const why = look === 'anomaly' ? ` ${this.#verdict?.explanation ?? ''}` : '';
    if (about === 'normal') announce(isFirst ? 'Normal.' : 'Normal again.');
    else announce(`${words}.${why}`);
  }

  #tick() {
    const verdict = this.#verdict;
    const now = Date.now() + this.#ahead;
    const age = verdict ? now - verdict.time : 0;
    const isLate = this.#link === 'live' && age > Math.max(LATE_INTERVALS * this.interval(), 5000);
    document.documentElement.classList.toggle('late', isLate);
    setText(byId('link-words'), isLate ? `No sample for ${formatDuration(age)}` : LINKS[this.#link]);
    // Without a connection, nothing is known about the time after the last sample.
    const until = this.#link === 'live' ? now : (verdict?.time ?? now);
    setText(byId('since'), verdict ? `for ${formatDuration(until - verdict.since)}` : '');
    setText(byId('age'), age < JUST_NOW ? 'just now' : `${formatDuration(age)} ago`);
  }
}

/** @param {Verdict} verdict */
function lookOf({ state, isAnomaly }) {
  if (isAnomaly) return 'anomaly';
  if (state === 'pending') return 'unusual';
  return state === 'normal' ? 'normal' : 'unknown';
}

/** @param {string} text */
function capitalized(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
