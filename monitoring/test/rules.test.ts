import { spawnSync } from 'node:child_process';
import { access, readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { exposedNames, namesIn } from './support/exposed.js';
import { filesOf, pathOf, readYaml, repository } from './support/files.js';
import { alertsOf, shippedRules } from './support/rules.js';

const rules = await shippedRules();
const alerts = alertsOf(rules);

describe.each(alerts.map((alert) => [alert.alert, alert] as const))(
  '%s',
  (name, { labels, annotations, file }) => {
    it('says how bad it is, what has happened, and where to read on', async () => {
      expect(['critical', 'warning', 'info']).toContain(labels.severity);
      expect(annotations.summary).toBeTruthy();
      expect(annotations.description).toBeTruthy();
      expect(annotations.runbook_url).toBe(`docs/runbooks/${name}.md`);
    });

    it('has a runbook that agrees with it', async () => {
      const runbook = await readFile(new URL(annotations.runbook_url!, repository), 'utf8');
      expect(runbook).toMatch(
        new RegExp(`^# ${name}\n\nSeverity: ${labels.severity}\\. Rule: \\[${file}\\]`),
      );
      for (const [, link] of runbook.matchAll(/\]\(([^)#]+)\)/g)) {
        await access(new URL(link!, new URL('docs/runbooks/', repository)));
      }
    });

    it('is tested: when it fires, and when it does not', async () => {
      const tests = await readYaml<TestFile>(pathOf(`prometheus/tests/${file}`));
      const expected = tests.tests.flatMap(({ alert_rule_test }) =>
        alert_rule_test
          .filter(({ alertname }) => alertname === name)
          .map(({ exp_alerts }) => exp_alerts.length > 0),
      );
      expect(new Set(expected)).toEqual(new Set([true, false]));
    });
  },
);

interface TestFile {
  readonly tests: readonly {
    readonly alert_rule_test: readonly {
      readonly alertname: string;
      readonly exp_alerts: readonly unknown[];
    }[];
  }[];
}

describe('the rules', () => {
  it('have names of their own, and no runbook is left over', async () => {
    const names = alerts.map(({ alert }) => alert);
    expect(new Set(names).size).toBe(names.length);
    const pages = await readdir(new URL('docs/runbooks/', repository));
    expect(pages.sort()).toEqual([...names.map((name) => `${name}.md`), 'README.md'].sort());
  });

  it('ask only for what a detector exposes, or what is recorded', async () => {
    const known = await exposedNames();
    for (const { record } of rules) if (record !== undefined) known.add(record);
    for (const { expr } of rules) expect([...known]).toEqual(expect.arrayContaining(namesIn(expr)));
  });
});

const run =
  (command: string) =>
  (...args: string[]) =>
    spawnSync(command, args, { encoding: 'utf8' });
const promtool = run('promtool');
const installed = promtool('--version').error === undefined;

describe.skipIf(!installed)('promtool (needs it on the PATH)', () => {
  it('accepts the configuration and the rules', () => {
    const { status, stdout, stderr } = promtool('check', 'config', pathOf('prometheus/prometheus.yml'));
    expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: '' });
  });

  it('passes the tests of the rules', async () => {
    const { status, stdout, stderr } = promtool('test', 'rules', ...(await filesOf('prometheus/tests')));
    expect(status, `${stdout}${stderr}`).toBe(0);
  });
});

const amtool = run('amtool');

describe.skipIf(amtool('--version').error)('amtool (needs it on the PATH)', () => {
  const file = pathOf('alertmanager/alertmanager.yml');

  it('accepts the configuration', () => {
    const { status, stdout, stderr } = amtool('check-config', file);
    expect(status, `${stdout}${stderr}`).toBe(0);
  });

  it('routes every alert somewhere', () => {
    for (const { alert, labels } of alerts) {
      const { stdout } = amtool(
        'config',
        'routes',
        'test',
        `--config.file=${file}`,
        `alertname=${alert}`,
        `severity=${labels.severity}`,
      );
      expect(stdout.trim()).toBe('default');
    }
  });
});
