import { z } from 'zod';
import { logLevels, saslMechanisms } from './config.js';

const shown = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : 'not text';

/** A setting by a reader that gives undefined for what it cannot read; `right` says what would be right. */
const setting = <T>(read: (text: string) => T | undefined, right: string) =>
  z.string().transform((text, context): T => {
    const value = read(text.trim());
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `is ${shown(text)}: give ${right}` });
    return z.NEVER;
  });

const wholeNumber = (least: number, most: number, example: number) =>
  setting((text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    return value >= least && value <= most ? value : undefined;
  }, `a whole number from ${least} to ${most}, for example ${example}`);

const oneOf = <const T extends readonly string[]>(words: T) =>
  setting(
    (text) => words.find((word): word is T[number] => word === text.toLowerCase()),
    `one of ${words.join(', ')}`,
  );

const isBroker = (text: string): boolean => {
  const [, port] = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):(\d{1,5})$/.exec(text) ?? [];
  return port !== undefined && Number(port) >= 1 && Number(port) <= 65_535;
};

const brokers = setting((text) => {
  const list = text.split(',').map((part) => part.trim());
  return list.every(isBroker) ? list : undefined;
}, 'host:port, several with commas between them, for example kafka-1:9092,kafka-2:9092');

/** URLs may carry passwords: what is wrong is told without the value. */
const url = (protocols: readonly string[], example: string) =>
  z.string().transform((text, context) => {
    const value = text.trim();
    if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value;
    context.addIssue({
      code: 'custom',
      message: `is not a URL that starts with ${protocols.map((p) => `${p}//`).join(' or ')}: give for example ${example}`,
    });
    return z.NEVER;
  });

const prefix = setting(
  (text) => (/^[A-Za-z0-9._-]{0,100}$/.test(text) ? text : undefined),
  'up to 100 letters, digits, dots, dashes or underscores, for example throughline.',
);

const text = (example: string) =>
  setting((value) => (value === '' ? undefined : value), `text that is not empty, for example ${example}`);

const secret = z.string().transform((value, context) => {
  const trimmed = value.trim();
  if (/^[\x21-\x7e]{1,512}$/.test(trimmed)) return trimmed;
  context.addIssue({
    code: 'custom',
    message: 'is not usable (value not shown): give 1 to 512 printable ASCII characters without spaces',
  });
  return z.NEVER;
});

const pem = z.string().refine((value) => value.includes('-----BEGIN '), {
  message: 'is not PEM (value not shown): give the path of a file that holds -----BEGIN …-----',
});

const flag = setting(
  (value) => ({ true: true, false: false, 1: true, 0: false })[value.toLowerCase()],
  'true or false',
);

/** Every environment variable that services read, with its reader. Each is optional here; what belongs together is checked later. */
export const settings = z.object({
  THROUGHLINE_KAFKA_BROKERS: brokers.optional(),
  THROUGHLINE_KAFKA_CLIENT_ID: text('throughline').optional(),
  THROUGHLINE_KAFKA_TLS: flag.optional(),
  THROUGHLINE_KAFKA_TLS_CA: pem.optional(),
  THROUGHLINE_KAFKA_TLS_CERTIFICATE: pem.optional(),
  THROUGHLINE_KAFKA_TLS_KEY: pem.optional(),
  THROUGHLINE_KAFKA_SASL_MECHANISM: oneOf(saslMechanisms).optional(),
  THROUGHLINE_KAFKA_SASL_USERNAME: text('throughline').optional(),
  THROUGHLINE_KAFKA_SASL_PASSWORD: secret.optional(),
  THROUGHLINE_REGISTRY_URL: url(['http:', 'https:'], 'http://localhost:8081/apis/ccompat/v7').optional(),
  THROUGHLINE_DATABASE_URL: url(
    ['postgres:', 'postgresql:'],
    'postgres://throughline@localhost:5432/throughline',
  ).optional(),
  THROUGHLINE_API_PORT: wholeNumber(0, 65_535, 3000).default(3000),
  THROUGHLINE_API_KEY: secret.optional(),
  THROUGHLINE_HTTP_PORT: wholeNumber(0, 65_535, 9464).default(0),
  THROUGHLINE_POLICY: text('policy.yaml').optional(),
  THROUGHLINE_CATALOG: text('catalog-info.yaml').optional(),
  THROUGHLINE_HOME: text('.throughline').default('.throughline'),
  THROUGHLINE_TOPIC_PREFIX: prefix.default('throughline.'),
  THROUGHLINE_GROUP_PREFIX: prefix.default('throughline.'),
  THROUGHLINE_PARTITIONS: wholeNumber(1, 1000, 6).default(6),
  THROUGHLINE_LOG_LEVEL: oneOf(logLevels).default('info'),
});

export type Settings = z.output<typeof settings>;
export type SettingName = keyof Settings;

/** Secrets may be named by a file instead: `<name>_FILE` holds the path. TLS material is given so only. */
export const fromFile = [
  'THROUGHLINE_API_KEY',
  'THROUGHLINE_DATABASE_URL',
  'THROUGHLINE_KAFKA_SASL_PASSWORD',
  'THROUGHLINE_KAFKA_TLS_CA',
  'THROUGHLINE_KAFKA_TLS_CERTIFICATE',
  'THROUGHLINE_KAFKA_TLS_KEY',
] as const satisfies readonly SettingName[];

/** Variables of this family that other parts read: tools, tests and benchmarks. */
export const otherVariables: readonly string[] = ['THROUGHLINE_DATA', 'THROUGHLINE_CACHE'];

export const variables: readonly string[] = [
  ...Object.keys(settings.shape),
  ...fromFile.map((name) => `${name}_FILE`),
  ...otherVariables,
];
