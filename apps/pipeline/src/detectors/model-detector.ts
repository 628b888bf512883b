import type { Config } from '@ad/config';
import { AlarmBudgetThreshold, AlertLifecycle, type BaseModel, type Sample } from '@ad/models';
import type { DetectorFactory } from './detector.js';
import { rowOf } from './samples.js';

/**
 * A model all by itself: its raw score against a threshold that keeps the budget, and alerts that are confirmed as everywhere. What
 * is left of the detector without its forecaster, its combination of views and its care for drift.
 */
export function modelDetector(model: BaseModel, { detection }: Config): DetectorFactory {
  const { confirm, cool_down_seconds: coolDownSeconds } = detection;
  const row = (sample: Sample): number[] => rowOf(sample, model.featureNames);
  return (alertsPerWeek) => {
    const stream = model.createStream();
    const budget = new AlarmBudgetThreshold({ alertsPerWeek, confirm, coolDownSeconds });
    const alerts = new AlertLifecycle({ confirm, coolDownSeconds });
    return {
      learn: (sample) => budget.learn(stream.push(row(sample)).score, sample.timestamp),
      observe(sample) {
        const { score } = stream.push(row(sample));
        const { isAbove, threshold } = budget.observe(score, sample.timestamp);
        const level = Number.isNaN(score) ? 'none' : isAbove ? 'above' : 'below';
        const { state, alertId } = alerts.observe(sample, level);
        const attributions = Number.isNaN(score) ? [] : stream.explain();
        return {
          timestamp: sample.timestamp,
          host: sample.host,
          state,
          isAnomaly: alertId !== null,
          score,
          threshold,
          attributions,
          alertId,
          // Only the detector says why in words; its models' attributions are beside it.
          explanation: '',
        };
      },
    };
  };
}
