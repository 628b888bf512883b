import { DOMParser, type Element } from '@xmldom/xmldom';
import fc from 'fast-check';
import { expect } from 'vitest';

/** Any number that a score can be: usual ones, few distinct ones, and those that break arithmetic. */
export const anyNumber = fc.oneof(
  fc.double(),
  fc.integer({ min: -3, max: 9 }),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, -0, 1, 1 + Number.EPSILON, 1e300),
);

/** Any name, also such that no XML can hold, or that looks like some. */
export const anyName = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '<&"\'>',
    ']]>',
    '</svg><script>alert(1)</script>',
    '\u0000\u001b\ud800',
    'W'.repeat(300),
    '',
  ),
);

/** The root of a picture, after every check that holds for all of them. */
export function checkPicture(svg: string): Element {
  const document = new DOMParser({
    onError: (level, message) => {
      // The one warning about names that are allowed, if odd.
      if (!message.startsWith('Unicode replacement character')) throw new Error(`${level}: ${message}`);
    },
  }).parseFromString(svg, 'image/svg+xml');
  const root = document.documentElement!;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(svg).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u);
  expect(root.getAttribute('role')).toBe('img');
  for (const name of ['title', 'desc']) expect(root.getElementsByTagName(name)[0].textContent).not.toBe('');
  expect(root.getElementsByTagName('script')).toHaveLength(0);
  const [left, top, width, height] = root.getAttribute('viewBox')!.split(' ').map(Number);
  expect([left, top]).toEqual([0, 0]);
  for (const [x, y] of [...root.getElementsByTagName('*')].flatMap(corners)) {
    expect(x >= 0 && x <= width && y >= 0 && y <= height, `${x} ${y} in ${width} ${height}`).toBe(true);
  }
  return root;
}

/** All elements that look like this. */
export function withClass(root: Element, name: string): Element[] {
  return [...root.getElementsByTagName('*')].filter((element) =>
    (element.getAttribute('class') ?? '').split(' ').includes(name),
  );
}

/** The places that a path goes through. */
export function pathPoints(d: string): [number, number][] {
  const points: [number, number][] = [];
  let [x, y] = [0, 0];
  for (const [, command, rest] of d.matchAll(/([MLHVhZ])([^MLHVhZ]*)/g)) {
    const numbers = rest
      .split(' ')
      .filter((one) => one !== '')
      .map(Number);
    if (command === 'H') x = numbers[0];
    else if (command === 'h') x += numbers[0];
    else if (command === 'V') y = numbers[0];
    else if (command !== 'Z') [x, y] = numbers;
    points.push([x, y]);
  }
  return points;
}

function corners(element: Element): [number, number][] {
  const value = (name: string): number => Number(element.getAttribute(name) ?? 0);
  if (element.tagName === 'path') return pathPoints(element.getAttribute('d')!);
  if (element.tagName === 'circle') return [[value('cx'), value('cy')]];
  if (element.tagName !== 'rect' && element.tagName !== 'text') return [];
  const [x, y] = [value('x'), value('y')];
  if (element.tagName === 'text') return [[x, y]];
  expect(value('width')).toBeGreaterThanOrEqual(0);
  expect(value('height')).toBeGreaterThanOrEqual(0);
  return [
    [x, y],
    [x + value('width'), y + value('height')],
  ];
}
