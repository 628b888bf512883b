import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Path of a Chromium on this machine, if there is one on the PATH. */
export function findChromium(): string | undefined {
  const { PATH = '' } = process.env;
  const places = PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Path of a Chromium, which is installed if it is missing. */
export async function requireChromium(): Promise<string> {
  const { requireTools } = await import(String(new URL('../../scripts/services/tools.mjs', import.meta.url)));
  await requireTools('chromium');
  const path = findChromium();
  if (path === undefined) throw new Error('Chromium was installed, but is not on the PATH');
  return path;
}

/** Starts a Chromium without a window. */
export function launchChromium(executablePath: string): Promise<Browser> {
  // Its sandbox refuses to run as root. Tests show it only their own pages.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args });
}
