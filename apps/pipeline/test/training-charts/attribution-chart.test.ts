import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributionChart } from '../../src/training-charts/attribution-chart.js';
import { anyName, anyNumber, checkPicture, withClass } from './svg.js';

describe('attributionChart', () => {
  it('is a proper picture of any features and shares', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ feature: anyName, share: anyNumber }), { maxLength: 30 }),
        (attributions) => {
          checkPicture(attributionChart({ attributions }));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('sorts the features, whose bars are as long as their shares', () => {
    const root = checkPicture(
      attributionChart({
        attributions: [
          { feature: 'memory_percent', share: 0.25 },
          { feature: 'cpu_percent', share: 0.75 },
        ],
      }),
    );
    expect(withClass(root, 'strong').map(({ textContent }) => textContent)).toEqual([
      'cpu_percent',
      'memory_percent',
    ]);
    const [first, second] = withClass(root, 'bar').map((bar) => Number(bar.getAttribute('width')));
    expect(first / second).toBeCloseTo(3, 1);
  });

  it('draws twenty, and says what the others come to', () => {
    const attributions = Array.from({ length: 25 }, (_, i) => ({ feature: `f${i}`, share: 0.04 }));
    const root = checkPicture(attributionChart({ attributions }));
    expect(withClass(root, 'bar')).toHaveLength(20);
    expect(root.textContent).toContain('5 more, together 20 %');
  });

  it('shows any name as it is, whole where the pointer rests', () => {
    const feature = '<b>&"\'</b>'.repeat(20);
    const root = checkPicture(attributionChart({ attributions: [{ feature, share: 1 }] }));
    expect(root.getElementsByTagName('g')[0].textContent).toContain(`${feature}: 100 %`);
  });

  it('says where there is nothing to show', () => {
    expect(attributionChart({ attributions: [] })).toContain('No feature has a share.');
    const attributions = [{ feature: 'cpu', share: Number.NaN }];
    expect(attributionChart({ attributions })).toContain('Without a share, and left out: 1 feature.');
  });
});
