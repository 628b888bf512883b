import { bottomAxis, leftAxis } from '../../charts/axes.js';
import { type Area, type Point, pathThrough, round } from '../../charts/geometry.js';
import { logAxis } from '../../charts/scale.js';
import { formatNumber } from '../../text/format.js';
import { type Html, html } from '../../text/html.js';
import type { BudgetOutcome } from '../report.js';

const [width, height] = [400, 280];
const area: Area = { left: 62, right: width - 16, top: 10, bottom: height - 44 };

/** Alarms a week that were measured, by the budget; on the dashed line the promise is kept to the alarm. */
export function budgetChart(budgets: readonly BudgetOutcome[]): Html {
  const rates = budgets.flatMap(({ alertsPerWeek, measuredPerWeek }) => [alertsPerWeek, measuredPerWeek]);
  const positive = rates.filter((rate) => rate > 0);
  const [low, high] = [Math.min(...positive) / 1.5, Math.max(...positive) * 1.5];
  const x = logAxis(low, high, area.left, area.right);
  const y = logAxis(low, high, area.bottom, area.top);
  const place = ({ alertsPerWeek, measuredPerWeek }: BudgetOutcome): Point => [
    x.at(alertsPerWeek),
    y.at(measuredPerWeek),
  ];
  const point = (budget: BudgetOutcome): Html => {
    const [cx, cy] = place(budget).map(round);
    const { alertsPerWeek, measuredPerWeek, alarms } = budget;
    const title = `budget ${formatNumber(alertsPerWeek)} a week: ${formatNumber(measuredPerWeek)} measured (${alarms} in all)`;
    return html`<circle class="point" cx="${cx}" cy="${cy}" r="4.5"><title>${title}</title></circle>`;
  };
  return html`<svg class="plot" viewBox="0 0 ${width} ${height}" role="img" aria-label="Alarms a week that were measured, by the budget" style="max-width:420px">
${leftAxis(y, area, 'measured, alarms a week')}${bottomAxis(x, area, 'budget, alarms a week')}
<path class="chance" d="M${area.left} ${area.bottom}L${area.right} ${area.top}"/>
<path class="line" d="${pathThrough(budgets.map(place))}"/>
${budgets.map(point)}
</svg>`;
}
