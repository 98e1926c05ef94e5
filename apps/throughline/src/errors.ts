/** What the exit code says, beside 0 for done. */
export const exitCodes = {
  /** It was tried and did not come out: something is down, a record was refused, a part of the demo is missing. */
  failed: 1,
  /** The command was not understood, or a file or setting is wrong: nothing was done. */
  usage: 2,
  /** What was asked for does not exist. */
  notFound: 3,
} as const;

/** An error for the person at the terminal: its message says what to do, and no stack is shown. */
export class CliError extends Error {
  override readonly name = 'CliError';
  constructor(
    message: string,
    readonly exitCode: number = exitCodes.failed,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Errors of our libraries that were written for people: they carry a literal code. */
export const isExplained = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^[a-z-]+$|^[A-Z_]+$/.test(error.code) &&
  error.constructor !== Error;
