import { it } from 'vitest';
import { findChromium } from '../../../../test/support/chromium.js';
import { describePage } from './browser-suite.js';

const chromium = findChromium();
if (chromium) describePage(chromium);
else it.skip('the page in a browser (needs Chromium on the PATH)', () => {});
