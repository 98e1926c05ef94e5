/** One setting that cannot be used. */
export interface ConfigProblem {
  /** Environment variable. */
  readonly variable: string;
  /** What is wrong and what would be right. */
  readonly message: string;
}

/** Configuration refused at boot: every problem at once, so that one restart is enough. */
export class ConfigError extends Error {
  readonly code = 'config-refused';

  constructor(
    readonly problems: readonly ConfigProblem[],
    options?: ErrorOptions,
  ) {
    super(
      [
        `Throughline cannot start: ${problems.length} setting${problems.length === 1 ? ' is' : 's are'} wrong.`,
        ...problems.map(({ variable, message }) => `  ${variable} ${message}`),
      ].join('\n'),
      options,
    );
    this.name = 'ConfigError';
  }
}
