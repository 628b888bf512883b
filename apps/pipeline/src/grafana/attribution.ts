import type { PanelContent } from './dashboard-json.js';
import { bars, thresholds, timeline } from './panels.js';
import { hostSeries, legend, now, overTime } from './queries.js';

const share = { unit: 'percentunit', min: 0, max: 1, decimals: 0 };
const shares = hostSeries('anomaly_detection_attribution_share');

export const attributionNow: PanelContent = bars({
  title: 'What the Score Is Made of',
  description:
    'Share of each feature in the score of the last sample. It says where to look, also while all is normal.',
  targets: [now('A', `topk(10, ${shares})`, legend('{{feature}}'))],
  field: { ...share, thresholds: thresholds({ value: null, color: 'blue' }) },
});

export const attributionTimeline: PanelContent = timeline({
  title: 'Attribution Timeline',
  description: 'Score times share: which feature it was, at the time that it mattered.',
  targets: [
    overTime(
      'A',
      `${shares} * on (job, instance, host) group_left () ${hostSeries('anomaly_detection_score')}`,
      legend('{{feature}}'),
    ),
  ],
  field: {
    unit: 'none',
    min: 0,
    decimals: 2,
    custom: { fillOpacity: 40, stacking: { mode: 'normal', group: 'A' } },
  },
});
