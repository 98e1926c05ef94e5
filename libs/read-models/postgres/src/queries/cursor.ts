/** A cursor that this query did not give out. */
export class InvalidCursorError extends Error {
  override readonly name = 'InvalidCursorError';
  readonly code = 'invalid-cursor';

  constructor() {
    super('The cursor is not one that this list gave out: begin again without it.');
  }
}

type Key = readonly (string | number)[];

/** A place in a list, as an opaque text. `list` names the list and its order: a cursor of another one is refused. */
export const encodeCursor = (list: string, key: Key): string =>
  Buffer.from(JSON.stringify([list, ...key]), 'utf8').toString('base64url');

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isUuid = (value: unknown): value is string =>
  typeof value === 'string' && uuidPattern.test(value);

const fits = {
  number: (value: unknown) => typeof value === 'number' && Number.isFinite(value),
  uuid: isUuid,
  text: (value: unknown) => typeof value === 'string' && !value.includes('\0'),
} as const;

export type KeyPart = keyof typeof fits;

/** The key of a cursor; null without one. Throws `InvalidCursorError`. */
export function decodeCursor(
  list: string,
  parts: readonly KeyPart[],
  cursor: string | null | undefined,
): Key | null {
  if (cursor === null || cursor === undefined || cursor === '') return null;
  const [name, ...key] = parsed(cursor);
  const sound = name === list && key.length === parts.length;
  if (!sound || !parts.every((part, index) => fits[part](key[index]))) throw new InvalidCursorError();
  return key as (string | number)[];
}

function parsed(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
