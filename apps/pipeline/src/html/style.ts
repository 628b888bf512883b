import { chartStyle, colors } from '../charts/style.js';
import { Html } from '../text/html.js';

/** Colours and layout of the pages. */
export const styleSheet = new Html(`
${colors.text}${chartStyle.text}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 28px 20px 60px; }
h1 { font-size: 26px; margin: 0 0 4px; letter-spacing: -0.01em; }
h2 { font-size: 19px; margin: 38px 0 10px; overflow-wrap: anywhere; }
.lead, .note { color: var(--dim); margin: 0 0 14px; }
.note { font-size: 13px; }
.scroll + .note { margin-top: 8px; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: 12px; margin: 20px 0; }
.figure { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 12px 18px; }
.figure b { display: block; font-size: 24px; line-height: 1.25; font-variant-numeric: tabular-nums; }
.figure span { color: var(--dim); font-size: 13px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
th { text-align: left; color: var(--dim); font-weight: 500; font-size: 13px; white-space: nowrap; }
th, td { padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
td.number, th.number { text-align: right; white-space: nowrap; }
td .time { white-space: nowrap; }
tr:target td { background: color-mix(in srgb, var(--alarm) 14%, transparent); }
.true { color: var(--good); } .false { color: var(--alarm); }
.chart { margin: 14px 0 0; overflow-x: auto; }
.chart svg { min-width: 680px; }
.chart figcaption { font-size: 13px; color: var(--dim); margin-bottom: 2px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.chart figcaption b { color: var(--text); font-weight: 600; }
svg { display: block; width: 100%; height: auto; background: var(--panel); border-radius: 8px; }
.key { display: flex; flex-wrap: wrap; gap: 4px 18px; color: var(--dim); font-size: 13px; margin: 40px 0 -16px; }
.key i { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 6px; vertical-align: -1px; }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 28px 24px; align-items: start; }
.pictures figure { margin: 0; }
.pictures figcaption { font-size: 13px; color: var(--dim); margin-bottom: 6px; overflow-wrap: anywhere; }
.columns { display: grid; grid-template-columns: minmax(0, 420px) minmax(0, 1fr); gap: 32px; align-items: start; }
td.text:last-child { min-width: 220px; }
@media (max-width: 760px) { .columns { grid-template-columns: minmax(0, 1fr); } }
`);
