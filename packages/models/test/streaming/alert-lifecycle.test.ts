import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AlertLevel,
  AlertLifecycle,
  type AlertLifecycleOptions,
  type AlertStatus,
} from '../../src/streaming/alert-lifecycle.js';

const letters: Readonly<Record<string, AlertLevel>> = {
  A: 'above',
  m: 'between',
  b: 'below',
  '.': 'none',
  w: 'warming',
};
const shown = { warming: 'w', normal: 'n', pending: 'P', firing: 'F', resolving: 'R', no_data: '.' } as const;

/** One letter per sample, one second apart. */
function run(levels: string, options?: AlertLifecycleOptions): AlertStatus[] {
  const lifecycle = new AlertLifecycle(options);
  return [...levels].map((letter, second) =>
    lifecycle.observe({ timestamp: second * 1000, host: 'web-1' }, letters[letter]),
  );
}
const states = (levels: string, options?: AlertLifecycleOptions) =>
  run(levels, options)
    .map(({ state }) => shown[state])
    .join('');
const ids = (levels: string, options?: AlertLifecycleOptions) =>
  new Set(run(levels, options).flatMap(({ alertId }) => alertId ?? []));

describe('an alert', () => {
  it.each([
    ['fires on the second of three samples above', 'bAbAb', 'nPnFR'],
    ['does not fire on the second of four', 'AbbA', 'PnnP'],
    ['ends after three samples in a row below', 'AAbbbb', 'PFRRnn'],
    ['goes on when the row is broken', 'AAbbAbbb', 'PFRRFRRn'],
    ['keeps its state between the two levels, whatever it is', 'mmAmmAAmmbmm', 'nnPPPPFFFRRR'],
    ['does not count samples between the levels as quiet ones', 'AAbbmbbmbbb', 'PFRRRRRRRRn'],
    ['does not fire on a sample above that lies far back', 'AmmmA', 'PPPPP'],
    ['goes on through silence and warming', 'AA....wwAbb..b', 'PF....wwFRR..n'],
    ['is not begun by silence', '..A..A', '..P..F'],
  ])('%s', (_, levels, expected) => {
    expect(states(levels)).toBe(expected);
  });

  it('may be asked for by a single sample, or by as many as 32', () => {
    expect(states('bAb', { confirm: { above: 1, of: 1 } })).toBe('nFn');
    const all = { confirm: { above: 32, of: 32 } };
    expect(states('A'.repeat(33), all)).toBe(`${'P'.repeat(31)}FF`);
    expect(states(`${'A'.repeat(32)}${'b'.repeat(32)}`, all).slice(31)).toBe(`F${'R'.repeat(31)}n`);
  });

  it('is named by host and time of the sample that made it fire, from then until it has ended', () => {
    expect(run('bAA.wAbbbb').map(({ alertId }) => alertId)).toEqual([
      null,
      null,
      ...Array.from({ length: 6 }, () => 'web-1/1970-01-01T00:00:02.000Z'),
      null,
      null,
    ]);
  });

  it('is the same one when it fires again within the cool-down after its end, and a new one after it', () => {
    const ended = 'AAbbb'; // ends in second 4
    expect(ids(`${ended}${'b'.repeat(7)}AA`, { coolDownSeconds: 10 }).size).toBe(1);
    expect(ids(`${ended}${'b'.repeat(8)}AA`, { coolDownSeconds: 10 }).size).toBe(2);
    expect(ids(`${ended}AA`, { coolDownSeconds: 0 }).size).toBe(2);
  });

  it('has a cool-down that a clock set back does not lengthen', () => {
    const lifecycle = new AlertLifecycle({ coolDownSeconds: 10 });
    const observe = (second: number, level: AlertLevel) =>
      lifecycle.observe({ timestamp: second * 1000, host: 'h' }, level).alertId;
    const first = [1000, 1001].map((second) => observe(second, 'above'))[1];
    for (let second = 0; second < 16; second++) observe(second, 'below');
    observe(16, 'above');
    const second = observe(17, 'above');
    expect(first).toBe('h/1970-01-01T00:16:41.000Z');
    expect(second).toBe('h/1970-01-01T00:00:17.000Z/2');
  });

  it('has a name even where the clock shows nothing', () => {
    const lifecycle = new AlertLifecycle();
    const observe = (timestamp: number) => lifecycle.observe({ timestamp, host: 'h' }, 'above').alertId;
    expect([Number.NaN, Number.NaN, 1e300].map(observe)).toEqual([null, 'h/NaN/1', 'h/NaN/1']);
  });
});

const anyLevel = fc.constantFrom<AlertLevel>('above', 'between', 'below', 'none', 'warming');
const anySamples = fc.array(
  fc.record({
    level: anyLevel,
    // Mostly steps forward, with jumps back and repeats among them.
    step: fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 0, max: 400 }) },
      fc.integer({ min: -2000, max: 0 }),
    ),
  }),
  { maxLength: 300 },
);
const anyOptions = fc
  .record({ of: fc.integer({ min: 1, max: 6 }), coolDownSeconds: fc.integer({ min: 0, max: 600 }) })
  .chain(({ of, coolDownSeconds }) =>
    fc.record({
      confirm: fc.record({ above: fc.integer({ min: 1, max: of }), of: fc.constant(of) }),
      coolDownSeconds: fc.constant(coolDownSeconds),
    }),
  );

function timed(samples: readonly { readonly level: AlertLevel; readonly step: number }[]) {
  let second = 1_000_000;
  return samples.map(({ level, step }) => {
    second += step;
    return { level, sample: { timestamp: second * 1000, host: 'web-1' } };
  });
}

describe('whatever the samples', () => {
  it('goes on from a snapshot, taken anywhere, as it would have gone on without', () => {
    fc.assert(
      fc.property(anySamples, anyOptions, (samples, options) => {
        const whole = new AlertLifecycle(options);
        let resumed = new AlertLifecycle(options);
        for (const { sample, level } of timed(samples)) {
          const expected = whole.observe(sample, level);
          expect(resumed.observe(sample, level)).toEqual(expected);
          resumed = new AlertLifecycle({ ...options, from: JSON.parse(JSON.stringify(resumed.snapshot())) });
        }
      }),
    );
  });

  it('neither begins nor ends an alert by samples without data, and gives the verdicts of the others as if they had not come', () => {
    fc.assert(
      fc.property(anySamples, anyOptions, (samples, options) => {
        const lifecycle = new AlertLifecycle(options);
        const spared = new AlertLifecycle(options);
        let alertId: string | null = null;
        for (const { sample, level } of timed(samples)) {
          const status = lifecycle.observe(sample, level);
          if (level === 'none' || level === 'warming') expect(status.alertId).toBe(alertId);
          else expect(status).toEqual(spared.observe(sample, level));
          alertId = status.alertId;
        }
      }),
    );
  });

  it('never changes the name during an alert and never gives two alerts the same, also when the clock jumps back', () => {
    fc.assert(
      fc.property(anySamples, anyOptions, (samples, options) => {
        const lifecycle = new AlertLifecycle({ ...options, coolDownSeconds: 0 });
        const ended = new Set<string>();
        let current: string | null = null;
        for (const { sample, level } of timed(samples)) {
          const { alertId } = lifecycle.observe(sample, level);
          if (current !== null && alertId !== null) expect(alertId).toBe(current);
          if (current !== null && alertId === null) ended.add(current);
          if (alertId !== null) expect(ended).not.toContain(alertId);
          current = alertId;
        }
      }),
    );
  });

  it('makes at most one alert per cool-down of noise at the threshold', () => {
    const noise = fc.array(fc.constantFrom<AlertLevel>('above', 'above', 'between', 'below', 'below'), {
      minLength: 200,
      maxLength: 400,
    });
    fc.assert(
      fc.property(noise, fc.integer({ min: 1, max: 60 }), (levels, coolDownSeconds) => {
        const lifecycle = new AlertLifecycle({ confirm: { above: 1, of: 1 }, coolDownSeconds });
        const begun = new Set<string>();
        levels.forEach((level, second) => {
          const { alertId } = lifecycle.observe({ timestamp: second * 1000, host: 'h' }, level);
          if (alertId !== null) begun.add(alertId);
        });
        expect(begun.size).toBeLessThanOrEqual(1 + Math.floor(levels.length / coolDownSeconds));
      }),
    );
  });
});

describe('its options', () => {
  it.each([
    [{ confirm: { above: 4 } }, 'confirm.above must be an integer of at least 1 and at most 3; got 4'],
    [{ confirm: { of: 33 } }, 'confirm.of must be an integer of at least 1 and at most 32; got 33'],
    [{ coolDownSeconds: -1 }, 'coolDownSeconds must be a finite number of at least 0; got -1'],
  ])('%j: %s', (options, message) => {
    expect(() => new AlertLifecycle(options)).toThrow(message);
  });

  it.each([{ recent: null }, { quietMilliseconds: -1 }, { state: 'no_data' }])(
    'include a snapshot, which must not be damaged: %j',
    (damage) => {
      const from = { ...JSON.parse(JSON.stringify(new AlertLifecycle().snapshot())), ...damage };
      expect(() => new AlertLifecycle({ from })).toThrow(expect.objectContaining({ code: 'INVALID_MODEL' }));
    },
  );
});
