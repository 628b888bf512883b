import { formatJson } from '@ad/exporters/console';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firingVerdict, noDataVerdict } from '../verdicts.js';

describe('a JSON line', () => {
  it('gives the verdict back, with every field it had', () => {
    const verdict = { ...firingVerdict(), schemaVersion: 1, sequence: 7 };
    expect(JSON.parse(formatJson(verdict))).toEqual(verdict);
  });

  it('has null for what is missing', () => {
    expect(JSON.parse(formatJson(noDataVerdict()))).toMatchObject({
      values: { cpu_percent: null, memory_percent: null, disk_percent: null },
      probability: null,
    });
  });

  it('is one printable line and survives the round trip, whatever the names are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (host, feature) => {
        const verdict = { ...firingVerdict({ host }), values: Object.fromEntries([[feature, 1]]) };
        const line = formatJson(verdict);
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect(JSON.parse(line)).toEqual(verdict);
      }),
    );
  });
});
