import { logAxis } from '../../charts/scale.js';
import { formatNumber } from '../../format.js';
import { type Html, html } from '../../html/html.js';
import type { BudgetOutcome } from '../report.js';

const [width, height, left, bottom] = [400, 280, 44, 244];

/** Alarms a week that were measured, by the budget; on the dashed line the promise is kept to the alarm. */
export function budgetChart(budgets: readonly BudgetOutcome[]): Html {
  const rates = budgets.flatMap(({ alertsPerWeek, measuredPerWeek }) => [alertsPerWeek, measuredPerWeek]);
  const positive = rates.filter((rate) => rate > 0);
  const [low, high] = [Math.min(...positive) / 1.5, Math.max(...positive) * 1.5];
  const x = logAxis(low, high, left, width - 10);
  const y = logAxis(low, high, bottom, 10);
  const points = budgets.map(({ alertsPerWeek, measuredPerWeek, alarms }) => ({
    x: Math.round(x.at(alertsPerWeek)),
    y: Math.round(y.at(measuredPerWeek)),
    title: `budget ${formatNumber(alertsPerWeek)} a week: ${formatNumber(measuredPerWeek)} measured (${alarms} in all)`,
  }));
  const line = points.map((point) => `${point.x} ${point.y}`).join(' ');
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" style="max-width:420px">
${x.ticks.map((tick) => html`<path class="grid" d="M${Math.round(x.at(tick))} 10V${bottom}"/><text x="${Math.round(x.at(tick))}" y="${bottom + 15}" text-anchor="middle">${formatNumber(tick)}</text>`)}
${y.ticks.map((tick) => html`<path class="grid" d="M${left} ${Math.round(y.at(tick))}H${width - 10}"/><text x="${left - 6}" y="${Math.round(y.at(tick)) + 4}" text-anchor="end">${formatNumber(tick)}</text>`)}
<path class="promise" d="M${left} ${bottom}L${width - 10} 10"/>
<path class="score" style="fill:none" d="M${line}"/>
${points.map((point) => html`<circle class="dot" cx="${point.x}" cy="${point.y}" r="4.5"><title>${point.title}</title></circle>`)}
<text x="${(left + width) / 2}" y="${height - 6}" text-anchor="middle">budget, alarms a week</text>
</svg>`;
}
