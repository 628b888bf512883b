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

/** One large value, its background in the colour of its meaning. */
export function stat({ field, overrides = [], ...panel }: PanelOptions): PanelContent {
  return {
    type: 'stat',
    ...panel,
    datasource,
    fieldConfig: { defaults: field, overrides },
    options: {
      colorMode: 'background',
      graphMode: 'none',
      justifyMode: 'center',
      orientation: 'auto',
      reduceOptions: lastValue,
      textMode: 'value_and_name',
    },
  };
}

/** A value on a scale. */
export function gauge({ field, overrides = [], ...panel }: PanelOptions): PanelContent {
  return {
    type: 'gauge',
    ...panel,
    datasource,
    fieldConfig: { defaults: field, overrides },
    options: {
      orientation: 'auto',
      reduceOptions: lastValue,
      showThresholdLabels: false,
      showThresholdMarkers: true,
    },
  };
}

/** Values side by side as bars. */
export function bars({ field, overrides = [], ...panel }: PanelOptions): PanelContent {
  return {
    type: 'bargauge',
    ...panel,
    datasource,
    fieldConfig: { defaults: field, overrides },
    options: {
      displayMode: 'basic',
      orientation: 'horizontal',
      reduceOptions: lastValue,
      showUnfilled: true,
      valueMode: 'color',
    },
  };
}

/** Values over time. A gap in the samples is a gap in the line. */
export function timeline({ field, overrides = [], ...panel }: PanelOptions): PanelContent {
  const custom = { drawStyle: 'line', lineWidth: 1, fillOpacity: 8, showPoints: 'never', spanNulls: false };
  return {
    type: 'timeseries',
    ...panel,
    datasource,
    fieldConfig: { defaults: { ...field, custom: { ...custom, ...field.custom } }, overrides },
    options: {
      legend: { calcs: ['lastNotNull', 'max'], displayMode: 'table', placement: 'bottom', showLegend: true },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  };
}
