import * as z from 'zod';
import { distinct, whenValid } from './rules.js';

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const timePattern = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;
const momentPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
const pointRule = 'must be HH:MM, or an ISO 8601 time with Z or an offset such as 2026-11-22T22:00:00Z';
const zoneRule = 'must be an IANA time zone such as Europe/Berlin';

const isTime = (text: string) => timePattern.test(text);
const isMoment = (text: string) => momentPattern.test(text) && !Number.isNaN(Date.parse(text));

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function point() {
  return z
    .string(pointRule)
    .regex(new RegExp(`${timePattern.source}|${momentPattern.source}`), pointRule)
    .refine((text) => isTime(text) || isMoment(text), pointRule);
}

const window = {
  from: point()
    .refine((text) => text !== '24:00', pointRule)
    .describe('When it begins: HH:MM for every week, an ISO 8601 time for once.'),
  to: point().describe(
    'When it ends, written as its beginning is; HH:MM up to 24:00, the next day if not after from.',
  ),
  days: distinct(z.enum(days, `must be one of ${days.join(', ')}`), days.join(', '))
    .optional()
    .describe('Days of the week on which it begins; left out, every day. For HH:MM only.'),
  time_zone: z
    .string(zoneRule)
    .refine(isTimeZone, zoneRule)
    .optional()
    .describe('IANA time zone of HH:MM; left out, UTC.'),
};
const when = whenValid(window);

const isWeekly = ({ from }: { readonly from: string }) => isTime(from);

/** Windows of planned work, once or every week. */
export const maintenanceSchema = z
  .array(
    z
      .strictObject(window, 'must be an object')
      .refine((value) => isTime(value.from) === isTime(value.to), {
        path: ['to'],
        error: 'must be HH:MM where from is, and an ISO 8601 time where from is one',
        when,
      })
      .refine(
        ({ from, to }) => (isTime(from) || isTime(to) ? from !== to : Date.parse(to) > Date.parse(from)),
        {
          path: ['to'],
          error: 'must be after from, or for HH:MM another time than from',
          when,
        },
      )
      .refine((value) => isWeekly(value) || value.days === undefined, {
        path: ['days'],
        error: 'must be left out where from is an ISO 8601 time',
        when,
      })
      .refine((value) => isWeekly(value) || value.time_zone === undefined, {
        path: ['time_zone'],
        error: 'must be left out where from is an ISO 8601 time',
        when,
      }),
    'must be an array of windows { from, to }',
  )
  .default([])
  .describe('Planned work: in these windows no alert begins, and nothing is learned.');
