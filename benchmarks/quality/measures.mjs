import {
  averagePrecision,
  countAlarms,
  detectEvents,
  eventRecall,
  rocAuc,
  volumeUnderSurface,
} from '@ad/models';

export const targets = [0.01, 0.001];

/**
 * All measures of one method on one machine. A detector brings decisions of its own; any other is cut at the quantile of its scores
 * on the train split that the target asks for.
 */
export function measureMachine({ train, test, decisions }, labels, interval) {
  const own = decisions ?? Object.fromEntries(targets.map((target) => [target, cut(train, test, target)]));
  const [loose, strict] = targets.map((target) => own[target]);
  const [easy, hard] = targets.map((rate) => eventRecall(test, labels, rate));
  const found = detectEvents(strict.firing, labels);
  const alarms = countAlarms(strict.firing, labels, interval);
  return {
    precision: averagePrecision(test, labels),
    roc: rocAuc(test, labels),
    vusPr: volumeUnderSurface(test, labels).pr,
    recall1: easy.recall,
    delay1: easy.meanDelay,
    recall01: hard.recall,
    delay01: hard.meanDelay,
    rate1: countAlarms(loose.above, labels, interval).falseAlarmRate / targets[0],
    rate01: countAlarms(strict.above, labels, interval).falseAlarmRate / targets[1],
    alarmRecall: found.recall,
    alarmDelay: found.meanDelay,
    alarmsPerWeek: alarms.alarmsPerWeek,
    falseAlarmsPerWeek: 7 * alarms.falseAlarmsPerDay,
  };
}

export function measureTable({ test }, labels) {
  return { roc: rocAuc(test, labels), precision: averagePrecision(test, labels) };
}

function cut(train, test, target) {
  const sorted = train.filter((score) => Number.isFinite(score)).sort();
  const threshold = sorted[Math.min(sorted.length - 1, Math.ceil((1 - target) * sorted.length))];
  const above = Uint8Array.from(test, (score) => (score > threshold ? 1 : 0));
  return { above, firing: above };
}
