import { isIP } from 'node:net';
import * as z from 'zod';

// One rule, one sentence: whatever is wrong with a value, the reader gets the whole rule of its key, once.

/** A number between two bounds, both allowed. */
export function numberFrom(low: number, high: number) {
  const rule = `must be a number from ${low} to ${high}`;
  return z.number(rule).min(low, rule).max(high, rule);
}

/** A number above `low`, up to and including `high`. */
export function numberAbove(low: number, high: number) {
  const rule = `must be a number above ${low}, up to ${high}`;
  return z.number(rule).gt(low, rule).max(high, rule);
}

/** A whole number between two bounds, both allowed. */
export function wholeNumberFrom(low: number, high: number) {
  const rule = `must be a whole number from ${low} to ${high}`;
  return z.number(rule).int(rule).min(low, rule).max(high, rule);
}

/** A string that `pattern` matches. The pattern also goes into the JSON Schema, where editors check it. */
export function stringLike(pattern: RegExp, rule: string) {
  return z.string(rule).regex(pattern, rule);
}

/** The name of a topic of Kafka. */
export function topicName() {
  return stringLike(
    /^(?!\.{1,2}$)[\w.-]{1,249}$/,
    'must be 1 to 249 letters, digits, dots, underscores and hyphens, and not . or ..',
  );
}

/** A path to `what`, or null where there is none, which is the default. */
export function pathOrNull(what: string) {
  return stringLike(/\S/, `must be a path to ${what}, or null`).nullable().default(null);
}

/** At least one value, none of them twice. */
export function distinct<Element extends z.ZodType>(element: Element, what: string) {
  const rule = `must be an array of ${what}, at least one and none twice`;
  return z
    .array(element, rule)
    .min(1, rule)
    .refine((values) => new Set(values).size === values.length, rule)
    .meta({ uniqueItems: true });
}

// `fetch` refuses a URL with credentials, and a URL is shown on pages and in logs where a secret has no place.
const httpPattern = /^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/;

/** What {@link isHttpUrl} asks for, in words. */
export const httpUrlRule = 'an http or https URL without user name, password and query';

/** Whether `text` is the address of a web service, with nothing in it that could be a secret. */
export function isHttpUrl(text: string): boolean {
  return httpPattern.test(text) && URL.canParse(text);
}

/** The address of a web service, or null where there is none. */
export function httpUrlOrNull() {
  const rule = `must be ${httpUrlRule}, or null`;
  return stringLike(httpPattern, rule).refine(isHttpUrl, rule).nullable();
}

/** An address to listen on. */
export function listenHost() {
  const rule = 'must be an IP address or a host name, without a port';
  const name = /^[a-z\d]([a-z\d.-]*[a-z\d])?$/i;
  return z.string(rule).refine((text) => isIP(text) !== 0 || name.test(text), rule);
}

/** `value >= bound`, for decimal fractions: 1.1 * 10 is a little more than 11 in binary. */
export function isAtLeast(value: number, bound: number): boolean {
  return value >= bound * (1 - 1e-9);
}

/**
 * Makes a rule over several keys be judged when these alone are valid, and not only when all of their section is: every problem
 * is reported at once.
 */
export function whenValid(keys: z.ZodRawShape) {
  const schema = z.object(keys);
  return ({ value }: { readonly value: unknown }) => schema.safeParse(value).success;
}
