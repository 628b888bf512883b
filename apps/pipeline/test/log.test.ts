import { describe, expect, it } from 'vitest';
import { levelOf } from '../src/terminal/log-level.js';
import { ad, configFile, quick } from './support/ad.js';

const file = await configFile({
  ...quick,
  services: { ...quick.services, mlflow_tracking_uri: '/dev/null/x' },
});

describe('what is said on the way', () => {
  it('is as important as its mark says', () => {
    expect(['✗ no', '! hm', '✓ yes', '→ do this', 'plain'].map(levelOf)).toEqual([
      'error',
      'warn',
      'info',
      'info',
      'info',
    ]);
  });

  it('is JSON for a log collector where that is wanted, and verdicts stay what they are', async () => {
    const { code, out, err } = await ad(['run', '--config', file, '--duration', '4', '--log-format', 'json']);
    expect(code).toBe(0);
    const lines = err
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0]).toMatchObject({
      level: 'info',
      time: expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/),
      msg: expect.stringMatching(/^Watching this machine/),
    });
    expect(lines.find(({ level }) => level === 'warn').msg).toMatch(/^the champion of \S+ cannot be loaded/);
    expect(lines.map(({ msg }) => msg).join('\n')).toMatch(/^Stopped\. \d+ samples scored/m);
    expect(JSON.parse(out.split('\n')[0])).toMatchObject({ schemaVersion: 1 });
  });

  it('can be kept to what is important', async () => {
    const text = await ad(['run', '--config', file, '--duration', '3', '--log-level', 'warn']);
    expect(
      text.err
        .trim()
        .split('\n')
        .every((line) => line.startsWith('!')),
    ).toBe(true);
    const json = await ad(['health', '--config', file, '--log-format', 'json', '--log-level', 'error']);
    expect(json.err).toBe('');
  });

  it('refuses another format', async () => {
    const { code, err } = await ad(['run', '--log-format', 'xml']);
    expect(code).toBe(2);
    expect(err).toContain('Allowed choices are text, json');
  });
});
