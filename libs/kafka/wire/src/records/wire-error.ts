export type WireErrorCode = 'not-framed' | 'undecodable' | 'unencodable' | 'not-ready';

/** A record of our own topics cannot be written or read: a defect, never somebody's bad input. Not retriable. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly retriable = false;

  constructor(
    readonly code: WireErrorCode,
    message: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(message, options);
  }
}
