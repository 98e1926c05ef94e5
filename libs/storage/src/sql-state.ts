import { StorageError, type StorageErrorCode } from './errors.js';

interface Verdict {
  readonly code: StorageErrorCode;
  readonly retriable: boolean;
}

const again = (code: StorageErrorCode): Verdict => ({ code, retriable: true });
const final = (code: StorageErrorCode): Verdict => ({ code, retriable: false });

/**
 * SQLSTATE, or its class (the first two characters), to what can be done about it.
 * Source: PostgreSQL, appendix A, "Error Codes". What is not listed is a defect of ours and final.
 */
const bySqlState: Readonly<Record<string, Verdict>> = {
  '08': again('connection-lost'),
  '22': final('invalid-value'),
  '23': final('constraint-violation'),
  '23505': final('unique-violation'),
  '25006': again('unavailable'), // read only: the old primary after a failover
  '25P03': again('timeout'), // idle in transaction
  '25P04': again('timeout'), // transaction timeout
  '40': again('conflict'), // serialization failure, deadlock
  '40002': final('constraint-violation'),
  '53': again('out-of-resources'), // disk full, too many connections: the operator's to mend, ours to wait
  '55006': again('conflict'),
  '55P03': again('timeout'), // lock not available
  '57014': again('timeout'), // statement timeout
  '57P': again('unavailable'), // shutting down, crashed, starting
  '58030': again('out-of-resources'), // I/O error
};

const bySocketCode: Readonly<Record<string, Verdict>> = {
  ECONNREFUSED: again('unavailable'),
  ECONNRESET: again('connection-lost'),
  EPIPE: again('connection-lost'),
  ETIMEDOUT: again('connection-lost'),
  EHOSTUNREACH: again('unavailable'),
  ENETUNREACH: again('unavailable'),
  ENOTFOUND: again('unavailable'),
  EAI_AGAIN: again('unavailable'),
};

/** `pg` reports a connection that ended by message alone. */
const endedConnection =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client (has encountered|was closed))/;

const verdictOfCode = (code: string): Verdict | undefined =>
  bySocketCode[code] ??
  (/^[0-9A-Z]{5}$/.test(code)
    ? (bySqlState[code] ?? bySqlState[code.slice(0, 3)] ?? bySqlState[code.slice(0, 2)] ?? final('failed'))
    : undefined);

interface ErrorLike {
  readonly message: string;
  readonly code?: unknown;
  readonly retriable?: unknown;
}

/** By shape: an error that Node's core made need not be an instance of the `Error` that a module sees. */
const isErrorLike = (error: unknown): error is ErrorLike =>
  typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';

const codeOf = (error: ErrorLike): string | null => (typeof error.code === 'string' ? error.code : null);

function verdictOf(error: ErrorLike): Verdict | undefined {
  const code = codeOf(error);
  const verdict = code === null ? undefined : verdictOfCode(code);
  return verdict ?? (endedConnection.test(error.message) ? again('connection-lost') : undefined);
}

/** A failure of PostgreSQL or of the way to it as a {@link StorageError}; anything else, unchanged. */
export function asStorageError(error: unknown): unknown {
  if (!isErrorLike(error) || error instanceof StorageError) return error;
  const verdict = verdictOf(error);
  if (verdict === undefined) return error;
  return new StorageError(verdict.code, verdict.retriable, error.message, { cause: error }, codeOf(error));
}

/**
 * Whether the same work may succeed later. Knows the failures of PostgreSQL and of sockets, and believes every other error
 * that says so itself by a boolean `retriable`. What nobody knows is not retriable: the process is to end, loudly.
 */
export function isRetriable(error: unknown): boolean {
  const known = asStorageError(error);
  return isErrorLike(known) && known.retriable === true;
}
