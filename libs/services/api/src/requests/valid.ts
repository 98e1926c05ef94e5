import { type PipeTransform } from '@nestjs/common';
import { type FieldPlace, type FieldProblem, ProblemError } from '@throughline/platform';
import { z } from 'zod';

const fieldsOf =
  (place: FieldPlace, known: readonly string[]) =>
  (issue: z.core.$ZodIssue): FieldProblem[] => {
    if (issue.code !== 'unrecognized_keys') {
      return [{ in: place, field: issue.path.slice(0, 1).map(String).join('.'), message: issue.message }];
    }
    const hint = known.length === 0 ? 'this resource takes none' : `known are ${known.join(', ')}`;
    return issue.keys.map((key) => ({
      in: place,
      field: key.slice(0, 100),
      message: `is not known here: ${hint}`,
    }));
  };

/** Reads one part of a request, or refuses it with everything that is wrong. */
export class Valid<T> implements PipeTransform<unknown, T> {
  constructor(
    private readonly schema: z.ZodType<T>,
    private readonly place: FieldPlace,
    private readonly known: readonly string[] = [],
  ) {}

  transform(value: unknown): T {
    // The query parser's object has no prototype: zod wants a plain one.
    const given = typeof value === 'object' && value !== null ? { ...value } : value;
    const parsed = this.schema.safeParse(given);
    if (parsed.success) return parsed.data;
    const errors = parsed.error.issues.flatMap(fieldsOf(this.place, this.known));
    const told = errors.map(({ field, message }) => `${field} ${message}`).join('; ');
    throw new ProblemError('invalid-request', `${told.slice(0, 1000)}.`, { errors });
  }
}

const uuid = z.guid();

/** An id in a path. What is no UUID names nothing: 404, as for a UUID that nobody has. */
export class IdOf implements PipeTransform<string, string> {
  constructor(
    private readonly noun: string,
    private readonly field: string,
  ) {}

  transform(value: string): string {
    const parsed = uuid.safeParse(value);
    if (parsed.success) return parsed.data.toLowerCase();
    throw new ProblemError('not-found', `There is no such ${this.noun}: its id is a UUID.`, {
      errors: [{ in: 'path', field: this.field, message: 'is not a UUID: give an id as the lists have it' }],
    });
  }
}
