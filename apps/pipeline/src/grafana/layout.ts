import type { Panel, PanelContent, Row } from './dashboard-json.js';

/** Panels side by side, all equally wide. */
export interface PanelRow {
  readonly height: number;
  readonly panels: readonly PanelContent[];
}

interface Heading {
  readonly title: string;
  /** Hidden until it is opened. */
  readonly rows: readonly PanelRow[];
}

/** What is placed below what came before it. */
export type Placed = PanelRow | Heading;

const gridWidth = 24;

/** A heading; one with rows of its own hides them until it is opened. */
export function heading(title: string, rows: readonly PanelRow[] = []): Placed {
  return { title, rows };
}

/** Gives every panel its place and its number, from top to bottom. */
export function arrange(layout: readonly Placed[]): (Panel | Row)[] {
  let [id, y] = [0, 0];
  const place = ({ height: h, panels }: PanelRow): Panel[] => {
    const w = Math.floor(gridWidth / panels.length);
    const placed = panels.map((panel, i) => ({ id: ++id, ...panel, gridPos: { x: i * w, y, w, h } }));
    y += h;
    return placed;
  };
  return layout.flatMap((placed): (Panel | Row)[] => {
    if ('panels' in placed) return place(placed);
    const { title, rows } = placed;
    const row = {
      type: 'row',
      id: ++id,
      title,
      collapsed: rows.length > 0,
      gridPos: { x: 0, y, w: gridWidth, h: 1 },
    } as const;
    y += 1;
    return [{ ...row, panels: rows.flatMap(place) }];
  });
}
