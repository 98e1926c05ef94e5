export type RegistryErrorCode =
  'registry-unavailable' | 'schema-not-registered' | 'schema-incompatible' | 'schema-refused';

/**
 * The registry could not help. `registry-unavailable` is retriable: wait with the partition's records, others go on.
 * The others need somebody: register the schemas, or do not change one incompatibly.
 */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  readonly retriable: boolean;

  constructor(
    readonly code: RegistryErrorCode,
    message: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(message, options);
    this.retriable = code === 'registry-unavailable';
  }
}
