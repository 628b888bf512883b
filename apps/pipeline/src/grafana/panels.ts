import type { FieldDefaults, Override, PanelContent, Target, Threshold } from './dashboard-json.js';
import { datasource } from './queries.js';

/** What every panel needs, whatever its kind. */
interface PanelOptions {
  readonly title: string;
  readonly description: string;
  readonly targets: readonly Target[];
  readonly field: FieldDefaults;
  readonly overrides?: readonly Override[];
}

/** Only the last value counts. */
const lastValue = { calcs: ['lastNotNull'], fields: '', values: false };

/** Thresholds, lowest first, of which the first has no lower end. */
export function thresholds(...steps: readonly Threshold[]): Required<FieldDefaults>['thresholds'] {
  return { mode: 'absolute', steps };
}

/** How 0 and 1 are shown. */
interface Word {
  readonly text: string;
  readonly color: string;
}

/** Shows a value that is 0 or 1 as a word. */
export function words(zero: Word, one: Word) {
  return {
    unit: 'none',
    thresholds: thresholds({ value: null, color: zero.color }, { value: 1, color: one.color }),
    mappings: [{ type: 'value', options: { 0: { ...zero, index: 0 }, 1: { ...one, index: 1 } } }],
  } as const satisfies FieldDefaults;
}

/** One large value, its background in the colour of its meaning. */
export function stat(panel: PanelOptions): PanelContent {
  return build('stat', panel, {
    colorMode: 'background',
    graphMode: 'none',
    justifyMode: 'center',
    orientation: 'auto',
    reduceOptions: lastValue,
    textMode: 'value_and_name',
  });
}

/** A value on a scale. */
export function gauge(panel: PanelOptions): PanelContent {
  return build('gauge', panel, {
    orientation: 'auto',
    reduceOptions: lastValue,
    showThresholdLabels: false,
    showThresholdMarkers: true,
  });
}

/** Values side by side as bars. */
export function bars(panel: PanelOptions): PanelContent {
  return build('bargauge', panel, {
    displayMode: 'basic',
    orientation: 'horizontal',
    reduceOptions: lastValue,
    showUnfilled: true,
    valueMode: 'color',
  });
}

/** Values over time. A gap in the samples is a gap in the line. */
export function timeline({ field, ...panel }: PanelOptions): PanelContent {
  const custom = { drawStyle: 'line', lineWidth: 1, fillOpacity: 8, showPoints: 'never', spanNulls: false };
  const drawn = { ...field, custom: { ...custom, ...field.custom } };
  return build(
    'timeseries',
    { ...panel, field: drawn },
    {
      legend: { calcs: ['lastNotNull', 'max'], displayMode: 'table', placement: 'bottom', showLegend: true },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  );
}

function build(
  type: PanelContent['type'],
  { field, overrides = [], ...panel }: PanelOptions,
  options: PanelContent['options'],
): PanelContent {
  return { type, ...panel, datasource, fieldConfig: { defaults: field, overrides }, options };
}
