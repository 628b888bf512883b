import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readYaml } from '../src/yaml/read.js';
import { writeYaml } from '../src/yaml/write.js';

describe('reading what PyYAML writes', () => {
  test('reads the meta.yaml of a run', () => {
    const text = [
      'artifact_uri: file:///mlruns/332029947717792814/8795381f455c4b4f83331e6c38f04376/artifacts',
      'end_time: null',
      "entry_point_name: ''",
      "experiment_id: '332029947717792814'",
      "run_name: 'it''s: #1'",
      'start_time: 1795379140956',
      'status: 1',
      'tags: []',
      '',
    ].join('\n');
    expect(readYaml(text)).toEqual({
      artifact_uri: 'file:///mlruns/332029947717792814/8795381f455c4b4f83331e6c38f04376/artifacts',
      end_time: null,
      entry_point_name: '',
      experiment_id: '332029947717792814',
      run_name: "it's: #1",
      start_time: 1795379140956,
      status: 1,
      tags: [],
    });
  });

  test.each([
    ["text: 'a\n\n  b'\n", 'a\nb'],
    ["text: 'a\n\n\n  b'\n", 'a\n\nb'],
    ['text: a long text\n  that was folded\n', 'a long text that was folded'],
    ['text: "\\U0001F600\\N\\x85\\u2028 \\e"\n', '😀\u0085\u0085\u2028 \u001b'],
    ['text: "long \\\n  \\ blanks"\n', 'long  blanks'],
    ['text: 1e5\n', '1e5'],
    ['text: 08\n', '08'],
    ['text: 332029947717792814\n', '332029947717792814'],
    ['text: -1.5e+20\n', -1.5e20],
    ['text: .inf\n', Infinity],
    ['text:\n', null],
    ['text:\n  a: b\n  c:\n    d: 1\n', { a: 'b', c: { d: 1 } }],
    ['text:\n- 1\n- x: y\n  z:\n  - a\n- "q: r": s\n', [1, { x: 'y', z: ['a'] }, { 'q: r': 's' }]],
    ['text:\n  ? k\n  : x: y\n    z: 1\n', { k: { x: 'y', z: 1 } }],
    ['text:\n- 1\n- two\n', [1, 'two']],
    ['text: {}\n', {}],
    ['text: {"a/b": "c", d: [1, "e"]}\n', { 'a/b': 'c', d: [1, 'e'] }],
  ])('reads %j', (text, expected) => {
    expect(readYaml(text)).toEqual({ text: expected });
  });

  test('reads a key that is too long for one line', () => {
    const key = 'k'.repeat(200);
    expect(readYaml(`tags:\n  ? ${key}\n  : value\n  other: 1\n`)).toEqual({
      tags: { [key]: 'value', other: 1 },
    });
  });

  test.each([
    'a: b: c\n',
    'a: *anchor\n',
    'a: !!str x\n',
    'a: [1\n',
    'a: "x\n',
    'a: 1\n  b: 2\n',
    'a: 1\na: 2\n',
    'a: x # why\n',
    'just text\n',
    'a: "\\q"\n',
  ])('refuses %j', (text) => {
    expect(() => readYaml(text)).toThrow(SyntaxError);
  });
});

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const number = fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }));
const scalar = fc.oneof(text, number, fc.boolean(), fc.constant(null));
const mapping = fc.dictionary(
  text,
  fc.oneof(scalar, fc.array(scalar), fc.dictionary(text, fc.oneof(scalar, fc.dictionary(text, scalar)))),
  {
    noNullPrototype: true,
  },
);

test('reads everything that it writes as the same values', () => {
  fc.assert(
    fc.property(mapping, (values) => {
      const same = (value: unknown) => (Object.is(value, -0) ? 0 : value);
      expect(readYaml(writeYaml(values))).toEqual(
        JSON.parse(JSON.stringify(values), (_, value) => same(value)),
      );
    }),
  );
});
