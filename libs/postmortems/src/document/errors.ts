export type PostmortemErrorCode =
  'not-an-incident' | 'not-a-postmortem' | 'another-incident' | 'uncited-sentence';

/** A refusal of this library; `code` is stable, `message` is for people. */
export class PostmortemError extends Error {
  override readonly name = 'PostmortemError';

  constructor(
    readonly code: PostmortemErrorCode,
    message: string,
  ) {
    super(message);
  }
}
