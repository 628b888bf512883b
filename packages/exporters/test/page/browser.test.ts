import { it } from 'vitest';
import { describePage } from './browser-suite.js';
import { findChromium } from './chromium.js';

const chromium = findChromium();
if (chromium) describePage(chromium);
else it.skip('the page in a browser (needs Chromium on the PATH)', () => {});
