import { createHash } from 'node:crypto';
import { ProblemError } from '@throughline/platform';
import { type Position } from '@throughline/read-models-postgres';
import { z } from 'zod';

const shape = z
  .array(z.union([z.string().max(300), z.number()]))
  .min(1)
  .max(4);

/** What a cursor belongs to: the list with its filters and order. Page sizes may differ from page to page. */
export const listKey = (list: string, question: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify([list, question]))
    .digest('base64url')
    .slice(0, 12);

/** Opaque to callers: the list, and where it goes on. */
export const encodeCursor = (key: string, position: Position): string =>
  `${key}.${Buffer.from(JSON.stringify(position)).toString('base64url')}`;

export const cursorProblem = (message: string): ProblemError =>
  new ProblemError('invalid-request', `cursor ${message}.`, {
    errors: [{ in: 'query', field: 'cursor', message }],
  });

export const notACursor = 'is not a cursor: give the `next` of the page before, unchanged';

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
};

/**
 * Where a list goes on, by a cursor of this very list.
 *
 * @throws ProblemError `invalid-request`.
 */
export const decodeCursor = (key: string, cursor: string): Position => {
  const [, belongsTo, place = ''] = /^([\w-]{12})\.([\w-]+)$/.exec(cursor) ?? [];
  const position = shape.safeParse(parsed(place));
  if (belongsTo === undefined || !position.success) throw cursorProblem(notACursor);
  if (belongsTo === key) return position.data;
  throw cursorProblem('belongs to another list: keep the filters and the order, or leave the cursor out');
};
