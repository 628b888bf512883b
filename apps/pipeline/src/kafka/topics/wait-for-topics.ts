import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import type { LoadedConfiguration } from '../../command-line/configuration.js';
import { say, type Terminal } from '../../terminal/terminal.js';
import { checkTopics } from './check-topics.js';

const [shortestPause, longestPause] = [1000, 30_000];

/**
 * Waits until a broker answers, and looks whether the topics are as they must be. Says what is wrong, each thing once; false where
 * only a person can help.
 */
export async function waitForTopics(
  terminal: Terminal,
  kafka: Kafka,
  { config, secrets }: LoadedConfiguration,
  signal: AbortSignal,
): Promise<boolean> {
  let isWaiting = false;
  for (let pause = shortestPause; !signal.aborted; pause = Math.min(longestPause, 2 * pause)) {
    const checked = await checkTopics(kafka, config, secrets);
    if (checked.ok) {
      if (isWaiting) say(terminal, '✓ Kafka answers');
      return true;
    }
    if (checked.reason !== 'unreachable') {
      const isHopeless = checked.reason !== 'different';
      for (const line of checked.lines) say(terminal, `${isHopeless ? '✗' : '!'} ${line}`);
      say(terminal, `→ ${checked.advice}`);
      return !isHopeless;
    }
    if (!isWaiting) for (const line of checked.lines) say(terminal, `! ${line}; it is tried again`);
    isWaiting = true;
    await sleep(pause, undefined, { signal }).catch(() => {});
  }
  return false;
}

/** Says what is wrong with the topics, where a broker can be asked just now: for whoever goes on all the same. */
export async function warnOfTopics(
  terminal: Terminal,
  kafka: Kafka,
  { config, secrets }: LoadedConfiguration,
): Promise<void> {
  const checked = await checkTopics(kafka, config, secrets);
  // That no broker answers is for the outbox to say.
  if (checked.ok || checked.reason === 'unreachable') return;
  for (const line of checked.lines) say(terminal, `! ${line}`);
  say(terminal, `→ ${checked.advice}`);
}
