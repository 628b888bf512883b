import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitText, textWidth, wrapText } from '../../src/training-charts/text.js';
import { anyName } from './svg.js';

describe('text in a picture', () => {
  it('fits, and begins as it was', () => {
    fc.assert(
      fc.property(anyName, fc.integer({ min: 30, max: 400 }), (text, width) => {
        const shown = fitText(text, width);
        expect(textWidth(shown)).toBeLessThanOrEqual(width + 1e-9);
        if (shown !== text) expect(text.startsWith(shown.slice(0, -1))).toBe(true);
      }),
    );
  });

  it('is wrapped between words, all of which stay', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'few', 'words', 'of', 'threshold'), { minLength: 1 }),
        (words) => {
          const lines = wrapText(words.join(' '), 90);
          expect(lines.join(' ')).toBe(words.join(' '));
          for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(90);
        },
      ),
    );
  });
});
