import type { Panel, PanelContent, Row } from './dashboard-json.js';

/** Panels side by side, all equally wide. */
interface PanelRow {
  readonly height: number;
  readonly panels: readonly PanelContent[];
}

interface Heading {
  readonly title: string;
  readonly collapsed: boolean;
  /** What a collapsed heading hides. */
  readonly rows: readonly PanelRow[];
}

/** What is placed below what came before it. */
export type Placed = PanelRow | Heading;

const gridWidth = 24;

/** A heading; a collapsed one takes its rows along. */
export function heading(
  title: string,
  { collapsed, rows = [] }: { readonly collapsed: boolean; readonly rows?: readonly PanelRow[] },
): Placed {
  return { title, collapsed, rows };
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
    const { title, collapsed, rows } = placed;
    const row = {
      type: 'row',
      id: ++id,
      title,
      collapsed,
      gridPos: { x: 0, y, w: gridWidth, h: 1 },
    } as const;
    y += 1;
    return [{ ...row, panels: rows.flatMap(place) }];
  });
}
