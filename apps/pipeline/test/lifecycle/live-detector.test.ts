import { type Sample, StreamingDetector, type Verdict } from '@ad/models';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LiveDetector } from '../../src/lifecycle/live-detector.js';
import { calm, featureNames, forest } from './support.js';

const samples = calm(700);
const [one, two] = [await forest(samples.slice(0, 300), '1'), await forest(samples.slice(100, 400), '2', 2)];
const detector = { featureNames };

function live(current = one): LiveDetector {
  const created = new LiveDetector({ detector, current, lookBack: 10 });
  for (const sample of samples.slice(0, 300)) created.learn(sample);
  return created;
}

/** Very busy, for so long. */
const busy = (sample: Sample): Sample => ({ ...sample, values: { cpu_percent: 99, memory_percent: 97 } });

describe('LiveDetector', () => {
  it('judges as the detector alone does', () => {
    const alone = new StreamingDetector({ featureNames, models: one.models, modelVersion: '1' });
    for (const sample of samples.slice(0, 300)) alone.learn(sample);
    const subject = live();
    for (const sample of samples.slice(300)) expect(subject.observe(sample)).toEqual(alone.observe(sample));
  });

  it('a shadow changes nothing of the verdicts that count', () => {
    const [alone, subject] = [live(), live()];
    subject.challenge(two);
    for (const sample of samples.slice(300)) expect(subject.observe(sample)).toEqual(alone.observe(sample));
    expect(subject.challenger?.result).toMatchObject({ samples: 400, duration: 399_000, alarms: 0 });
  });

  it('whenever models are exchanged, every sample is judged once, in order, by one of them', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 399 }), { maxLength: 40 }), (swaps) => {
        const subject = live();
        const verdicts: Verdict[] = [];
        for (const [i, sample] of samples.slice(300).entries()) {
          if (swaps.includes(i)) subject.use(subject.current === one ? two : one, { watched: i % 2 === 0 });
          verdicts.push(subject.observe(sample));
          expect(verdicts[i].model.version).toBe(subject.current.version);
        }
        expect(verdicts.map(({ sequence }) => sequence)).toEqual(verdicts.map((_, i) => i + 1));
        expect(verdicts.map(({ timestamp }) => timestamp)).toEqual(
          samples.slice(300).map(({ timestamp }) => timestamp),
        );
      }),
      { numRuns: 20 },
    );
  });

  it('an alert that is on goes on under its name when models are exchanged', () => {
    const subject = live();
    const verdicts = samples.slice(300, 330).map((sample, i) => {
      if (i === 15) subject.use(two, { watched: true });
      return subject.observe(i >= 10 && i < 20 ? busy(sample) : sample);
    });
    const names = new Set(verdicts.flatMap(({ alertId }) => alertId ?? []));
    expect(names.size).toBe(1);
    expect(verdicts[14].alertId).toBe(verdicts[16].alertId);
    expect(verdicts[16].model.version).toBe('2');
    // It was on when they were exchanged: it is nobody's excess.
    expect(subject.former?.result).toMatchObject({
      alarms: 0,
      shadowAlarms: 0,
      agreement: expect.any(Number),
    });
  });

  it('a challenger that takes over is none any more, and the former one stays at hand', () => {
    const subject = live();
    subject.challenge(two);
    subject.use(two, { watched: true });
    expect(subject.challenger).toBeUndefined();
    expect(subject.former?.saved).toBe(one);
    subject.use(one, { watched: false });
    expect(subject.former).toBeUndefined();
  });

  it('goes on from a state as the one it is of', () => {
    const first = live();
    for (const sample of samples.slice(300, 500)) first.observe(sample);
    const from: ReturnType<LiveDetector['state']> = JSON.parse(JSON.stringify(first.state()));
    const second = new LiveDetector({ detector, current: one, lookBack: 10, from });
    for (const sample of samples.slice(500)) {
      const { views: _, ...verdict } = first.observe(sample);
      expect(second.observe(sample)).toMatchObject(verdict);
    }
  });

  it('calls models by the number that the registry gives them later', () => {
    const subject = live({ ...one, version: 'local-1' });
    subject.challenge({ ...two, version: 'local-2' });
    subject.rename(one.trainingId, '7');
    subject.rename(two.trainingId, '8');
    expect(subject.observe(samples[300]).model.version).toBe('7');
    expect(subject.challenger?.saved.version).toBe('8');
  });
});
