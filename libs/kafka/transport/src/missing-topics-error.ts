/** A consumer was started before its topics were made. Kafka does not say which of them are missing, and nothing makes them by itself. */
export class MissingTopicsError extends Error {
  override readonly name = 'MissingTopicsError';
  readonly code = 'missing-topics';
  readonly retriable = false;

  constructor(
    readonly topics: readonly string[],
    options: ErrorOptions,
  ) {
    super(
      `Not all of these topics exist: ${topics.join(', ')}. Run \`throughline prepare\` before services that run alone.`,
      options,
    );
  }
}

/** Whether Kafka knows no such topic. */
export const isUnknownTopic = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'type' in error &&
  error.type === 'UNKNOWN_TOPIC_OR_PARTITION';
