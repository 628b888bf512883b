import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonSyntaxError } from '../src/json-syntax.js';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('the place where JSON breaks', () => {
  it.each([
    ['', 1, 1, 'a value', 'the end of the file'],
    ['{', 1, 2, 'a name in double quotes or "}"', 'the end of the file'],
    ['{"a":1,}', 1, 8, 'a name in double quotes', '"}"'],
    ['{"a" 1}', 1, 6, '":"', '"1"'],
    ['{"a":1 "b":2}', 1, 8, '"," or "}"', `'"'`],
    ["{'a':1}", 1, 2, 'a name in double quotes or "}"', '"\'"'],
    ['{\r\n  // comment\r\n}', 2, 3, 'a name in double quotes or "}"', '"/"'],
    ['[1,\n 2,\n]', 3, 1, 'a value', '"]"'],
    ['[1}', 1, 3, '"," or "]"', '"}"'],
    ['{} x', 1, 4, 'the end of the file', '"x"'],
    ['[01]', 1, 3, '"," or "]"', '"1"'],
    ['[undefined]', 1, 2, 'a value or "]"', '"u"'],
    ['["a\nb"]', 1, 4, 'the rest of a string', '"\\n"'],
    ['["\\x"]', 1, 3, 'the rest of a string', '"\\\\"'],
    ['["open', 1, 7, 'the rest of a string', 'the end of the file'],
    ['[😀]', 1, 2, 'a value or "]"', '"😀"'],
  ])('%j', (text, line, column, expected, found) => {
    expect(findJsonSyntaxError(text)).toEqual({ line, column, expected, found });
  });

  it('is found exactly when JSON.parse refuses a text', () => {
    const mutated = fc
      .tuple(fc.json(), fc.nat(), fc.nat(3), fc.string({ maxLength: 2 }))
      .map(([text, at, removed, added]) => {
        const start = at % (text.length + 1);
        return text.slice(0, start) + added + text.slice(start + removed);
      });
    const alphabet = fc.string({ unit: fc.constantFrom(...'{}[]:,"\\u0a1-.eE+ \n', 'true', 'null') });
    const texts = fc.oneof(fc.json(), mutated, alphabet);
    fc.assert(
      fc.property(texts, (text) => {
        expect(findJsonSyntaxError(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('is found below any depth', () => {
    expect(findJsonSyntaxError('['.repeat(200_000))).toMatchObject({ column: 200_001 });
  });
});
