import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../../test/support/chromium.js';
import { normalVerdict } from '../verdicts.js';
import { madeHour, madeVerdict } from './hour.js';
import { openTab, type Served, servePage } from './open-page.js';

/** How many colours are on the chart of the score. */
const countColors = `(() => {
  const canvas = document.querySelector('#score-chart canvas');
  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  return new Set(new Uint32Array(pixels.buffer)).size;
})()`;

/** What the page does in a real browser. */
export function describePage(executablePath: string): void {
  let browser: Browser;
  const served: Served[] = [];
  beforeAll(async () => {
    browser = await launchChromium(executablePath);
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await Promise.all(served.splice(0).map((one) => one.close()));
  });
  afterAll(() => browser.close());

  async function serve(...args: Parameters<typeof servePage>): Promise<Served> {
    const one = await servePage(...args);
    served.push(one);
    return one;
  }

  /** An hour up to now, of which nothing is anomalous at the end. */
  async function serveHour(): Promise<Served> {
    const one = await serve();
    for (const verdict of madeHour(Date.now())) one.live.write(verdict);
    return one;
  }

  const text = async (tab: Page, selector: string) => (await tab.locator(selector).textContent()) ?? '';
  const charts = (tab: Page) => tab.locator('.plot canvas').count();

  describe('the page in a browser', () => {
    it('draws the hour, says how things stand, and asks nobody else for anything', async () => {
      const { server } = await serveHour();
      const { tab, problems } = await openTab(browser, server.url);
      await expect.poll(() => charts(tab)).toBe(6);
      expect(await text(tab, '#state-words')).toBe('Normal');
      expect(await text(tab, '#link-words')).toBe('Live');
      expect(await text(tab, '#details')).toMatch(
        /web-1[\s\S]*forecast \+ isolation forest \+ random forest \+ lstm[\s\S]*Version\s*4/,
      );
      expect(await tab.locator('#metrics-rows tr').count()).toBe(5);
      expect(await tab.locator('#alerts-rows tr').count()).toBe(3);
      expect(await tab.title()).toBe('Normal · web-1');
      // Something is drawn, not only an empty canvas.
      const colors = await tab.evaluate(countColors);
      expect(colors).toBeGreaterThan(5);
      expect(problems).toEqual([]);
    });

    it('says when an anomaly begins and ends: in words, aloud, in the title and in the table', async () => {
      const { live, server } = await serveHour();
      const { tab } = await openTab(browser, server.url);
      await expect.poll(() => text(tab, '#state-words')).toBe('Normal');
      live.write({ ...madeVerdict(Date.now(), 0, true), alertId: 'web-1/now' });
      await expect.poll(() => text(tab, '#state-words')).toBe('Anomaly');
      expect(await text(tab, '#state-why')).toContain('cpu_percent 94.6 % is far above');
      expect(await text(tab, '#announcer')).toContain('Anomaly. cpu_percent 94.6 % is far above');
      expect(await tab.title()).toContain('▲ Anomaly');
      expect(await tab.locator('#icon').getAttribute('href')).toBe('/live/icons/alarm.svg');
      await expect.poll(() => text(tab, '#alerts-rows tr:first-child')).toContain('lasting');
      await expect.poll(() => text(tab, '#metrics-rows')).toContain('above');

      live.write(madeVerdict(Date.now() + 2000, 0, false));
      await expect.poll(() => text(tab, '#announcer')).toBe('Normal again.');
      expect(await text(tab, '#alerts-rows tr:first-child')).toContain('2 s');
    });

    it('is read by keyboard alone, sample by sample', async () => {
      const { server } = await serveHour();
      const { tab } = await openTab(browser, server.url);
      await expect.poll(() => charts(tab)).toBe(6);
      await tab.keyboard.press('Tab');
      expect(await tab.evaluate('document.activeElement.textContent')).toBe('Skip to the state');
      await tab.locator('input[value="3600"]').focus();
      await tab.keyboard.press('Space');
      await tab.locator('#score-chart').focus();
      await tab.keyboard.press('Home');
      const first = await text(tab, '#announcer');
      expect(first).toMatch(/^\d\d:\d\d:\d\d · \d.* · threshold \d/);
      await tab.keyboard.press('ArrowRight');
      expect(await text(tab, '#announcer')).not.toBe(first);
      // All charts show the same moment.
      await expect
        .poll(() => text(tab, '.grid .readout >> nth=0'))
        .toContain((await text(tab, '#announcer')).slice(0, 8));
      await tab.keyboard.press('Escape');
      await expect.poll(() => text(tab, '.grid .readout >> nth=0')).toMatch(/^\d+\.\d %/);
    });

    it('leads from an alert to its time, and back', async () => {
      const { server } = await serveHour();
      const { tab } = await openTab(browser, server.url);
      await tab.locator('#alerts-rows button').last().click();
      expect(await tab.locator('#follow').isVisible()).toBe(true);
      await tab.locator('#score-chart').focus();
      await tab.keyboard.press('Home');
      const begin = (await text(tab, '#alerts-rows tr:last-child')).slice(0, 8);
      const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
      const shown = (await text(tab, '#announcer')).slice(0, 8);
      expect((minutes(begin) - minutes(shown) + 1440) % 1440).toBeLessThanOrEqual(2);
      await tab.locator('#follow').click();
      expect(await tab.locator('#follow').isVisible()).toBe(false);
    });

    it('survives a reload, and an application that stops and comes again', async () => {
      const first = await serve();
      const { port } = first.server;
      for (const verdict of madeHour(Date.now(), 60)) first.live.write(verdict);
      const { tab } = await openTab(browser, first.server.url);
      await expect.poll(() => charts(tab)).toBe(6);
      await tab.reload();
      await expect.poll(() => charts(tab)).toBe(6);
      await tab.locator('#score-chart').focus();
      await tab.keyboard.press('Home');
      expect(await text(tab, '#announcer')).toMatch(/^\d\d:/);

      await first.close();
      await expect
        .poll(() => text(tab, '#link-words'), { timeout: 5000 })
        .toBe('The application has stopped');
      expect(await text(tab, '#announcer')).toBe('The application has stopped.');
      const second = await serve({}, port);
      second.live.write(normalVerdict({ timestamp: Date.now(), host: 'again' }));
      await expect.poll(() => text(tab, '#host-name'), { timeout: 10_000 }).toBe('again');
      expect(await text(tab, '#link-words')).toBe('Live');
      // Nothing of the earlier run is left.
      await expect.poll(() => tab.locator('#metrics-rows tr').count()).toBe(3);
    });

    it('says that it waits, and why', async () => {
      const { live, server } = await serve({
        readiness: () => ({ ready: false, reason: 'learning what is normal' }),
      });
      const { tab } = await openTab(browser, server.url);
      await expect.poll(() => text(tab, '#state-words')).toBe('Learning what is normal');
      expect(await tab.locator('#score-chart').isVisible()).toBe(false);
      live.write(normalVerdict({ timestamp: Date.now() }));
      await expect.poll(() => text(tab, '#state-words')).toBe('Normal');
      await expect.poll(() => tab.locator('.plot canvas').nth(3).isVisible()).toBe(true);
      expect(await tab.evaluate("document.querySelector('#score-chart canvas').clientWidth")).toBeGreaterThan(
        400,
      );
    });

    it('says that there are too many, and finds a place later', async () => {
      const { live, server } = await serve({ maxClients: 1 });
      live.write(normalVerdict({ timestamp: Date.now() }));
      const first = await openTab(browser, server.url);
      await expect.poll(() => live.clients).toBe(1);
      const { tab } = await openTab(browser, server.url);
      await expect.poll(() => text(tab, '#link-words')).toBe('Too many pages are open, trying again');
      await first.tab.close();
      await expect
        .poll(() => tab.locator('html').getAttribute('data-link'), { timeout: 15_000 })
        .toBe('live');
    });

    it('shows the host that is chosen', async () => {
      const { live, server } = await serve();
      live.write(normalVerdict({ host: 'a', timestamp: Date.now(), score: 1 }));
      live.write(normalVerdict({ host: 'b', timestamp: Date.now(), score: 2 }));
      const { tab } = await openTab(browser, server.url);
      await expect.poll(() => text(tab, '#host-name')).toBe('a');
      await tab.locator('#hosts').selectOption('b');
      await expect.poll(() => text(tab, '#host-name')).toBe('b');
      await expect.poll(() => text(tab, '#score-value')).toBe('2.00');
    });

    it('shows names as text, whatever they are', async () => {
      const { live, server } = await serve();
      const evil = '<img src=x onerror=alert(1)>';
      live.write(
        normalVerdict({
          timestamp: Date.now(),
          host: evil,
          values: { [evil]: 1, __proto__x: 2 },
          explanation: evil,
          model: { kind: evil, version: evil },
        }),
      );
      const { tab, problems } = await openTab(browser, server.url);
      await expect.poll(() => text(tab, '#host-name')).toBe(evil);
      await expect.poll(() => charts(tab)).toBe(3);
      expect(await tab.locator('img').count()).toBe(0);
      expect(problems).toEqual([]);
    });

    it.each([
      ['light', { width: 1280, height: 1400 }],
      ['dark', { width: 1280, height: 1400 }],
      ['light', { width: 360, height: 800 }],
    ] as const)('has nothing that keeps people out: %s, %o', async (colorScheme, viewport) => {
      const { live, server } = await serveHour();
      live.write(madeVerdict(Date.now(), 0, true));
      const { tab } = await openTab(browser, server.url, { colorScheme, viewport, reducedMotion: 'reduce' });
      await expect.poll(() => charts(tab)).toBe(6);
      await tab.locator('#recent summary').click();
      expect(await tab.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      await tab.evaluate(axe.source);
      const found = await tab.evaluate(async () => {
        // biome-ignore lint/suspicious/noExplicitAny: put into the page just above
        const { violations } = await (globalThis as any).axe.run();
        return violations.map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => [
          id,
          nodes.map(({ html }) => html),
        ]);
      });
      expect(found).toEqual([]);
    });
  });
}
