// The part of Grafana's classic dashboard JSON (schemaVersion 42) that is used here.

/** A value from which on a colour holds; `null` is the lowest. */
export interface Threshold {
  readonly value: number | null;
  readonly color: string;
}

/** Numbers that are shown as words. */
export type Mapping =
  | {
      readonly type: 'value';
      readonly options: Readonly<
        Record<string, { readonly text: string; readonly color: string; readonly index: number }>
      >;
    }
  | {
      readonly type: 'special';
      readonly options: {
        readonly match: 'null';
        readonly result: { readonly text: string; readonly color: string };
      };
    };

/** What holds for the values of a panel, or of one series. */
export interface FieldDefaults {
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  readonly decimals?: number;
  readonly color?: { readonly mode: string; readonly fixedColor?: string };
  readonly mappings?: readonly Mapping[];
  readonly thresholds?: { readonly mode: 'absolute'; readonly steps: readonly Threshold[] };
  /** How a time series is drawn. */
  readonly custom?: Readonly<Record<string, unknown>>;
}

/** What is different for the series of a name. */
export interface Override {
  readonly matcher: { readonly id: 'byRegexp' | 'byName'; readonly options: string };
  readonly properties: readonly { readonly id: string; readonly value: unknown }[];
}

/** The data source of a panel: always the one that the reader has chosen. */
export interface DatasourceReference {
  readonly type: 'prometheus';
  readonly uid: string;
}

/** One query of a panel. */
export interface Target {
  readonly refId: string;
  readonly datasource: DatasourceReference;
  readonly expr: string;
  readonly legendFormat: string;
  readonly instant: boolean;
  readonly range: boolean;
}

/** Place and size, in a grid 24 wide. */
export interface GridPosition {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** A panel without its place. */
export interface PanelContent {
  readonly type: 'stat' | 'gauge' | 'timeseries' | 'bargauge';
  readonly title: string;
  readonly description: string;
  readonly datasource: DatasourceReference;
  readonly targets: readonly Target[];
  readonly fieldConfig: { readonly defaults: FieldDefaults; readonly overrides: readonly Override[] };
  readonly options: Readonly<Record<string, unknown>>;
}

/** A panel in its place. */
export interface Panel extends PanelContent {
  readonly id: number;
  readonly gridPos: GridPosition;
}

/** A heading. A collapsed one holds its panels, which ask nothing until it is opened. */
export interface Row {
  readonly type: 'row';
  readonly id: number;
  readonly title: string;
  readonly collapsed: boolean;
  readonly gridPos: GridPosition;
  readonly panels: readonly Panel[];
}

/** A choice at the top of the dashboard. */
export type Variable = Readonly<Record<string, unknown>> & { readonly name: string; readonly type: string };

/** A dashboard. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly schemaVersion: 42;
  readonly editable: boolean;
  readonly graphTooltip: 0 | 1 | 2;
  readonly refresh: string;
  readonly time: { readonly from: string; readonly to: string };
  readonly timezone: string;
  readonly templating: { readonly list: readonly Variable[] };
  readonly annotations: { readonly list: readonly Readonly<Record<string, unknown>>[] };
  readonly panels: readonly (Panel | Row)[];
}
