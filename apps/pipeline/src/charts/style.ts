import { Html } from '../text/html.js';

/** Colours by what they mean, on light and on dark ground. Blue and amber, or orange, are what every kind of colour vision tells apart. */
export const colors = new Html(`
:root { --text: #1c2330; --dim: #5d6778; --line: #d9dee7; --ground: #fff; --panel: #f6f7fa; --score: #2f6fde; --limit: #c2410c;
  --alarm: #dc2626; --event: #b7791f; --band: #2f6fde; --good: #15803d; --learned: #8b95a7; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e4e8ef; --dim: #98a2b3; --line: #303846; --ground: #12161d; --panel: #1a202a; --score: #7aa9f7; --limit: #fb923c;
    --alarm: #f87171; --event: #eab308; --band: #7aa9f7; --good: #4ade80; --learned: #7b8698; }
}`);

/** The look of every chart: of those in a page, and of those that are files of their own. */
export const chartStyle = new Html(`
.plot { font-family: system-ui, -apple-system, 'Segoe UI', sans-serif; font-variant-numeric: tabular-nums; }
.plot .ground { fill: var(--panel); }
.plot text { font-size: 12px; fill: var(--dim); }
.plot .title { font-size: 15px; font-weight: 600; fill: var(--text); }
.plot .strong { fill: var(--text); }
.plot .halo { paint-order: stroke; stroke: var(--panel); stroke-width: 4px; stroke-linejoin: round; }
.plot .tick { font-size: 11px; }
.plot .grid { stroke: var(--line); stroke-width: 1; fill: none; }
.plot .axis, .plot .chance { stroke: var(--dim); stroke-width: 1; fill: none; }
.plot .chance { stroke-dasharray: 5 4; }
.plot .bar { fill: var(--score); stroke: none; }
.plot .anomaly { fill: var(--event); stroke: var(--panel); stroke-width: 1; }
.plot .limit { stroke: var(--limit); stroke-width: 1.5; fill: none; }
.plot .under { fill: var(--score); fill-opacity: 0.12; stroke: none; }
.plot .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; stroke: var(--score); }
.plot .line1 { stroke: var(--event); stroke-dasharray: 7 4; }
.plot .line2 { stroke: var(--text); stroke-dasharray: 2 4; }
.plot .line3 { stroke: var(--dim); stroke-dasharray: 10 4 2 4; }
.plot .dot { stroke-width: 6; stroke-dasharray: none; }
.plot .mark { fill: var(--panel); stroke: var(--text); stroke-width: 2; }
.plot .point { fill: var(--score); }
.plot .observed { fill: var(--score); stroke: var(--score); stroke-width: 1.1; stroke-linejoin: round; }
.plot .band { fill: var(--band); fill-opacity: 0.16; stroke: var(--band); stroke-opacity: 0.16; stroke-width: 1; }
.plot .alarm { fill: var(--alarm); fill-opacity: 0.24; }
.plot a:hover .alarm { fill-opacity: 0.6; }
.plot .event { fill: var(--event); }
.plot .learned { fill: var(--learned); fill-opacity: 0.16; }`);
