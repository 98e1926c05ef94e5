export type LocalStackErrorCode =
  | 'JAVA_MISSING'
  | 'JAVA_TOO_OLD'
  | 'MAVEN_MISSING'
  | 'DOWNLOAD_FAILED'
  | 'POSTGRES_UNAVAILABLE'
  | 'HOME_LOCKED'
  | 'HOME_UNREACHABLE'
  | 'HOME_INCOMPATIBLE'
  | 'PART_FAILED'
  | 'PART_NOT_READY'
  | 'STOPPED';

type Details = {
  cause?: unknown;
  /** The last lines that a failed server logged. */
  logTail?: string;
  /** The process that holds the home, for `HOME_LOCKED`. */
  holderPid?: number;
};

/** A refusal or failure of the local stack. Its message is for the person at the terminal: what happened and what to do. */
export class LocalStackError extends Error {
  override readonly name = 'LocalStackError';
  readonly logTail: string;
  readonly holderPid: number | undefined;

  constructor(
    readonly code: LocalStackErrorCode,
    message: string,
    details: Details = {},
  ) {
    super(message, { cause: details.cause });
    this.logTail = details.logTail ?? '';
    this.holderPid = details.holderPid;
  }
}

export function isLocalStackError(error: unknown, code?: LocalStackErrorCode): error is LocalStackError {
  return (
    error instanceof Error &&
    error.name === 'LocalStackError' &&
    (code === undefined || (error as LocalStackError).code === code)
  );
}
