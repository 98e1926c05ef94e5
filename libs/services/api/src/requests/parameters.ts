import { z } from 'zod';

/** A query parameter: how it is read and how it is documented stand together. */
export interface Parameter<T = unknown> {
  readonly read: z.ZodType<T>;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly description: string;
}

export type Parameters = Readonly<Record<string, Parameter>>;

type Read<P extends Parameters> = { readonly [Name in keyof P]: z.output<P[Name]['read']> };

/** Reads a query whole: what is not named here is refused. */
export const reader = <P extends Parameters>(parameters: P): z.ZodType<Read<P>> =>
  z.strictObject(
    Object.fromEntries(Object.entries(parameters).map(([name, { read }]) => [name, read])),
  ) as unknown as z.ZodType<Read<P>>;

const once = z.string({
  error: ({ input }) => (Array.isArray(input) ? 'is given more than once: give it once' : 'is not text'),
});

/** Text that people type: bounded, and without the control characters that PostgreSQL refuses. */
const typed = (most: number) =>
  once
    .min(1, 'is empty: give text, or leave it out')
    .max(most, `is too long: give at most ${most} characters`)
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'holds control characters: leave them out');

export const text = (description: string): Parameter<string | undefined> => ({
  read: typed(200).optional(),
  schema: { type: 'string', minLength: 1, maxLength: 200 },
  description,
});

const split = z
  .union([z.string(), z.array(z.string()).max(50)], { error: 'is given too often: give at most 50 values' })
  .transform((value) => (Array.isArray(value) ? value : [value]).flatMap((part) => part.split(',')));

export const texts = (description: string): Parameter<readonly string[] | undefined> => ({
  read: split.pipe(z.array(typed(200)).max(50, 'has too many values: give at most 50')).optional(),
  schema: { type: 'array', items: { type: 'string', minLength: 1, maxLength: 200 }, maxItems: 50 },
  description: `${description} Several values, repeated or with commas, are alternatives.`,
});

export const choices = <const T extends readonly [string, ...string[]]>(
  words: T,
  description: string,
): Parameter<readonly T[number][] | undefined> => ({
  read: split
    .pipe(z.array(z.enum(words, { error: `has an unknown value: give ${words.join(', ')}` })).max(50))
    .optional(),
  schema: { type: 'array', items: { type: 'string', enum: words }, maxItems: 50 },
  description: `${description} Several values, repeated or with commas, are alternatives.`,
});

export const choice = <const T extends readonly [string, ...string[]]>(
  words: T,
  usual: T[number],
  description: string,
): Parameter<T[number]> => ({
  read: once.pipe(z.enum(words, { error: `is unknown: give one of ${words.join(', ')}` })).default(usual),
  schema: { type: 'string', enum: words, default: usual },
  description,
});

export const limit: Parameter<number> = {
  read: once
    .regex(/^\d{1,6}$/, 'is not a number: give a whole number from 1 to 500')
    .transform(Number)
    .pipe(z.number().min(1, 'is too small: give 1 to 500').max(500, 'is too large: give 1 to 500'))
    .default(50),
  schema: { type: 'integer', minimum: 1, maximum: 500, default: 50 },
  description: 'Items of a page.',
};

export const cursor: Parameter<string | undefined> = {
  read: once.max(2000, 'is too long for a cursor').optional(),
  schema: { type: 'string', maxLength: 2000 },
  description: '`next` of the page before; with the same filters and order.',
};

const isoTime = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
/** The years that PostgreSQL and Date both hold without trouble. */
const [earliest, latest] = [Date.UTC(1970, 0, 1), Date.UTC(9999, 0, 1)];

const epoch = (given: string): number => {
  if (/^\d{1,15}$/.test(given)) return Number(given);
  if (!isoTime.test(given)) return NaN;
  // A time without a zone is UTC, wherever this runs.
  return Date.parse(/T.*(Z|[+-]\d{2}:?\d{2})$/.test(given) || !given.includes('T') ? given : `${given}Z`);
};

export const moment = (description: string): Parameter<number | undefined> => ({
  read: once
    .transform((given, context) => {
      // A plus sign that was not escaped arrives as a space.
      const at = epoch(given.trim().replace(' ', '+'));
      if (at >= earliest && at < latest) return at;
      context.addIssue({
        code: 'custom',
        message: 'is not a time: give ISO 8601 such as 2026-01-31T12:00:00Z, or epoch milliseconds',
      });
      return z.NEVER;
    })
    .optional(),
  schema: { type: 'string', format: 'date-time' },
  description: `${description} ISO 8601, or epoch milliseconds.`,
});
