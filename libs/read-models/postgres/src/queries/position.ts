/** Where a list goes on: the sort key of the last row that was given. Opaque to callers, who hand back what they were given. */
export type Position = readonly (string | number)[];

/** A position that this list did not give out. */
export class InvalidPositionError extends Error {
  override readonly name = 'InvalidPositionError';
  readonly code = 'invalid-position';

  constructor() {
    super('The position is not one that this list gave out: begin again without it.');
  }
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isUuid = (value: unknown): value is string =>
  typeof value === 'string' && uuidPattern.test(value);

const fits = {
  time: (value: unknown) => typeof value === 'number' && Math.abs(value) < 8.64e15,
  integer: (value: unknown) => Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31,
  uuid: isUuid,
  text: (value: unknown) => typeof value === 'string' && !value.includes('\0'),
} as const;

export type PositionPart = keyof typeof fits;

/** The values of a position, nulls for the beginning. Throws `InvalidPositionError`, since callers may have had it from outside. */
export function valuesOf(
  parts: readonly PositionPart[],
  after: Position | undefined,
): readonly (string | number | null)[] {
  if (after === undefined) return parts.map(() => null);
  if (after.length !== parts.length || !parts.every((part, index) => fits[part](after[index])))
    throw new InvalidPositionError();
  return after;
}
