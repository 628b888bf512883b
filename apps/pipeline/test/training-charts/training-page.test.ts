import { describe, expect, it } from 'vitest';
import { rocCurve } from '../../src/training-charts/roc-curve.js';
import { trainingPage } from '../../src/training-charts/training-page.js';

describe('trainingPage', () => {
  it('holds facts and pictures, needs no network, and no name can put anything into it', () => {
    const roc = rocCurve({ scores: [1, 2, 3], labels: [0, 1, 1] });
    const page = trainingPage({
      title: 'Training of <web-1>',
      facts: [['<b>"host"</b>', '</td><script>alert(1)</script>']],
      pictures: [['How well it <ranks>', roc]],
    });
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('<h1>Training of &lt;web-1&gt;</h1>');
    expect(page).toContain('&lt;/td&gt;&lt;script&gt;alert(1)');
    expect(page).toContain('<figcaption>How well it &lt;ranks&gt;</figcaption>');
    expect(page).toContain(roc);
    expect(page.replace('http://www.w3.org/2000/svg', '')).not.toMatch(
      /<script|<img|https?:|\bNaN\b|undefined/,
    );
  });

  it('leaves out what there is none of', () => {
    expect(trainingPage({ title: 'Empty', facts: [], pictures: [] })).not.toMatch(/Facts|Pictures/);
  });
});
