// Puts the page together: the event stream fills the hour, and all parts show it.

import { Alerts } from './alerts.js';
import { Charts } from './charts/charts.js';
import { Connection } from './connection.js';
import { byId, make } from './dom.js';
import { HourWindow } from './hour-window.js';
import { Metrics } from './metrics.js';
import { Recent } from './recent.js';
import { Status } from './status.js';
import { View } from './view.js';

/** @import { Listener, Page } from './types.js' */

const data = new HourWindow();
const view = new View(onView);
const spans = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('input[name="span"]'));
view.recall([...spans].map(({ value }) => Number(value)));
const charts = new Charts(data, view);
const alerts = new Alerts(view);
const metrics = new Metrics();
const recent = new Recent();
const status = new Status(() => data.interval);
const hosts = byId('hosts', HTMLSelectElement);

/** @type {Listener} */
const listener = {
  begin(now, isResumed) {
    status.begin(now);
    if (isResumed) return;
    data.clear();
    alerts.clear();
    update();
  },
  rows(rows) {
    data.append(rows);
    update();
  },
  alerts: (changed) => alerts.update(changed),
  verdict(verdict) {
    hosts.value = verdict.host;
    status.verdict(verdict);
  },
  page(page) {
    offer(page);
    status.page(page);
  },
  link: (link) => status.link(link),
};
let isDue = false;
let connection = new Connection('', listener);

hosts.addEventListener('change', () => {
  connection.close();
  status.clear();
  connection = new Connection(hosts.value, listener);
});
for (const input of spans) input.addEventListener('change', () => view.follow(Number(input.value)));
byId('follow').addEventListener('click', () => view.follow());
byId('recent').addEventListener('toggle', () => recent.show(data));
onView();

/** Shows the latest sample in the next frame, once, however many samples come until then. */
function update() {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    charts.update();
    if (!data.latest) return;
    status.row(data.latest);
    metrics.show(data.latest);
    recent.show(data);
  });
}

/** Offers a choice of hosts if there is more than one. @param {Page} page */
function offer({ hosts: names }) {
  byId('host-choice').hidden = names.length < 2;
  const known = [...hosts.options].map(({ value }) => value);
  if (names.join('\n') === known.join('\n')) return;
  const { value } = hosts;
  hosts.replaceChildren(...names.map((name) => make('option', '', name)));
  if (names.includes(value)) hosts.value = value;
}

function onView() {
  byId('follow').hidden = !view.isChosen;
  for (const input of spans) input.checked = !view.isChosen && Number(input.value) === view.span;
  charts.update();
}
