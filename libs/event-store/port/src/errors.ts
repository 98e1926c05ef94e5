/** The stream is not at the version on which the events were decided: read it again, decide again. Nothing was appended. */
export class WrongExpectedVersionError extends Error {
  override readonly name = 'WrongExpectedVersionError';
  readonly code = 'wrong-expected-version';

  constructor(
    readonly streamId: string,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`Stream ${streamId} is at version ${actual}, not ${expected}.`);
  }
}

/** A stored event was written by newer code: this version cannot read it. */
export class UnknownSchemaVersionError extends Error {
  override readonly name = 'UnknownSchemaVersionError';
  readonly code = 'unknown-schema-version';

  constructor(
    readonly type: string,
    readonly schemaVersion: number,
    readonly newest: number,
  ) {
    super(
      `${type} has schema version ${schemaVersion}, this code knows up to ${newest}: run the newer version.`,
    );
  }
}

/** By its code, so that it holds across copies of this package. */
export const isWrongExpectedVersion = (error: unknown): error is WrongExpectedVersionError =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'wrong-expected-version';
