/** What went wrong, as far as a caller can act on it. */
export type StorageErrorCode =
  | 'connection-lost'
  | 'unavailable'
  | 'conflict'
  | 'timeout'
  | 'out-of-resources'
  | 'unique-violation'
  | 'constraint-violation'
  | 'invalid-value'
  | 'rolled-back'
  | 'failed';

/** A statement or a connection failed. `retriable`: the same work may succeed when it is begun anew, in a new transaction. */
export class StorageError extends Error {
  override readonly name = 'StorageError';

  constructor(
    readonly code: StorageErrorCode,
    readonly retriable: boolean,
    message: string,
    options: { cause: unknown },
    /** PostgreSQL's own code, or the one of the socket; null when there is none. */
    readonly sqlState: string | null = null,
  ) {
    super(message, options);
  }
}

/** Somebody else has moved the consumer's offset: this one lost its partition and must write nothing more for it. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
  readonly code = 'fenced';
  readonly retriable = false;

  constructor(
    readonly consumer: string,
    readonly topic: string,
    readonly partition: number,
    readonly expected: bigint | null,
  ) {
    super(
      `${consumer} lost ${topic}/${partition}: the stored offset is no longer ${expected === null ? 'absent' : expected.toString()}.`,
    );
  }
}
