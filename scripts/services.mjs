#!/usr/bin/env node
// The real servers this project talks to, without Docker: `node scripts/services.mjs up`.
import { statfsSync } from 'node:fs';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { alertmanager } from './services/alertmanager.mjs';
import { kafka } from './services/kafka.mjs';
import { withLock } from './services/lock.mjs';
import { mlflow } from './services/mlflow.mjs';
import { interruption } from './services/process.mjs';
import { prometheus } from './services/prometheus.mjs';
import { home } from './services/state.mjs';

const services = [kafka, mlflow, prometheus, alertmanager];

const usage = `Usage: node scripts/services.mjs <up|down|status> [service ...] [--json]

  up       install what is missing, start, wait until ready (safe to repeat)
  down     stop
  status   what runs, where, and where its log is; exit code 0 only if everything named answers

Services (all when none is named):
${services.map((service) => `  ${service.name.padEnd(13)} ${service.address.padEnd(17)} ${service.describe}`).join('\n')}

Everything lives below .services/; delete that folder to start afresh.
Environment: SERVICES_PORT_OFFSET=100 adds 100 to every port and keeps separate data, for a second set side by side.
             SERVICES_SCRAPE_TARGETS=host:port,... is what Prometheus scrapes (default localhost:8000).
`;

function readCommandLine() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) return { help: usage };
    const [command, ...names] = positionals;
    if (!['up', 'down', 'status'].includes(command)) {
      return { help: usage, problem: command ? `unknown command "${command}"` : 'no command given' };
    }
    const unknown = names.find(
      (name) => name !== 'all' && !services.some((service) => service.name === name),
    );
    if (unknown) return { help: usage, problem: `unknown service "${unknown}"` };
    const all = names.length === 0 || names.includes('all');
    return { command, chosen: services.filter(({ name }) => all || names.includes(name)), json: values.json };
  } catch (error) {
    return { help: usage, problem: error.message };
  }
}

/** Each command does its work on one service and returns what there is to say about it. */
const commands = {
  async up(service) {
    const pid = await service.up();
    return { pid, version: await service.version(), state: 'ready' };
  },
  async down(service) {
    return { state: (await service.stop()) ? 'stopped' : 'was not running' };
  },
  async status(service) {
    const pid = service.pid();
    if (pid === undefined) return { ok: false, state: 'stopped' };
    return (await service.ready())
      ? { pid, state: 'running' }
      : { ok: false, pid, state: 'running, but does not answer' };
  },
};

/** Runs a command on a service; a failure is a result like any other, so that the other services get their turn. */
async function perform(command, service) {
  const began = performance.now();
  const { name, address, port, log } = service;
  const outcome = await commands[command](service).catch((error) => ({
    ok: false,
    state: 'failed',
    error: interruption.signal.aborted ? 'interrupted' : explain(error),
  }));
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  return { service: name, address, port, log, ok: true, ...outcome, seconds };
}

/** Few programs say it well when the disk is full, so ask the disk. */
function explain(error) {
  const { bavail, bsize } = statfsSync(home);
  const free = Math.round((bavail * bsize) / 1e6);
  return free < 50
    ? `the disk is full (${free} MB left): free some space and run this again\n  ${error.message}`
    : error.message;
}

function line(command, { service, version, address, state, pid, log, ok, seconds, error }) {
  if (error) return `❌ ${service}\n  ${error}`;
  if (command === 'down') return `${service.padEnd(13)} ${state}  (${seconds} s)`;
  const title = `${ok ? '✅' : '❌'} ${[service, version].filter(Boolean).join(' ').padEnd(20)} ${address.padEnd(15)}`;
  if (command === 'up') return `${title} (${seconds} s)`;
  return `${title} ${state}${pid ? `  pid ${pid}` : ''}  ${relative(process.cwd(), log)}`;
}

async function main() {
  const { command, chosen, json, help, problem } = readCommandLine();
  if (help) {
    (problem ? process.stderr : process.stdout).write(problem ? `${problem}\n\n${help}` : help);
    return problem ? 2 : 0;
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interruption.abort());
  process.stdout.on('error', () => {}); // a reader that has seen enough does not stop the work
  const results = [];
  const performAll = async () => {
    for (const service of chosen) {
      const result = await perform(command, service);
      results.push(result);
      if (!json) process.stdout.write(`${line(command, result)}\n`);
      if (interruption.signal.aborted) break;
    }
  };
  await (command === 'status' ? performAll() : withLock(performAll));
  if (json) process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);
  return results.every(({ ok }) => ok) ? 0 : 1;
}

process.exitCode = await main().catch((error) => {
  process.stderr.write(`${interruption.signal.aborted ? 'interrupted' : explain(error)}\n`);
  return 1;
});
