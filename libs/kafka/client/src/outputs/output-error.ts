export type OutputErrorCode =
  'output-unavailable' | 'output-refused' | 'record-too-large' | 'topics-not-ready';

/** A produce that did not happen, or whose acknowledgement was not seen. `retriable` says whether the same records can be sent again. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
  readonly retriable: boolean;

  constructor(
    readonly code: OutputErrorCode,
    message: string,
    { retriable, cause }: { readonly retriable: boolean; readonly cause?: unknown },
  ) {
    super(message, { cause });
    this.retriable = retriable;
  }
}

/** Refusals by the broker that sending again will not change (names of Kafka's protocol errors). */
const refusals = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_TOPIC_EXCEPTION',
  'INVALID_RECORD',
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'INVALID_REQUIRED_ACKS',
  'INVALID_TIMESTAMP',
  'UNSUPPORTED_COMPRESSION_TYPE',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
  'SASL_AUTHENTICATION_FAILED',
]);

const typeOf = (error: unknown): unknown => (error as { readonly type?: unknown } | null)?.type;
const causeOf = (error: unknown): unknown => (error as { readonly cause?: unknown } | null)?.cause;

function refusalOf(error: unknown, depth = 0): string | undefined {
  if (error === undefined || error === null || depth > 4) return undefined;
  const type = typeOf(error);
  return typeof type === 'string' && refusals.has(type) ? type : refusalOf(causeOf(error), depth + 1);
}

/** Errors of our own making: sending again fails again. */
const isDefect = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;

/**
 * What a failed send means. Everything that the broker did not refuse for good is retriable: the records may have arrived,
 * and consumers deduplicate.
 */
export function outputError(output: string, error: unknown): OutputError {
  const refusal = refusalOf(error);
  if (refusal === 'MESSAGE_TOO_LARGE' || refusal === 'RECORD_LIST_TOO_LARGE') {
    return new OutputError('record-too-large', `${output}: a record is larger than the topic allows`, {
      retriable: false,
      cause: error,
    });
  }
  if (refusal !== undefined || isDefect(error)) {
    return new OutputError(
      'output-refused',
      `${output}: the broker refuses the records (${refusal ?? String(error)})`,
      {
        retriable: false,
        cause: error,
      },
    );
  }
  return new OutputError('output-unavailable', `${output}: not acknowledged: ${String(error)}`, {
    retriable: true,
    cause: error,
  });
}
