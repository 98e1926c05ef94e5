import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ConfigError } from './errors.js';
import { loadConfig } from './load-config.js';
import { requireServers } from './require-servers.js';
import { variables } from './settings.js';

const refusal = (env: Record<string, string>): ConfigError => {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('It was not refused');
};

const file = (content: string): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'throughline-config-')), 'secret');
  writeFileSync(path, content);
  return path;
};

describe('loadConfig', () => {
  it('knows the defaults of an empty environment', () => {
    expect(loadConfig({})).toMatchObject({
      kafka: { brokers: undefined, topicPrefix: 'throughline.', groupPrefix: 'throughline.', partitions: 6 },
      registryUrl: undefined,
      databaseUrl: undefined,
      apiPort: 3000,
      apiKey: undefined,
      logLevel: 'info',
      warnings: [],
    });
  });

  it('takes an empty or blank value as unset', () => {
    expect(loadConfig({ THROUGHLINE_API_PORT: '', THROUGHLINE_KAFKA_BROKERS: ' ' }).apiPort).toBe(3000);
  });

  it('reads what is given', () => {
    const config = loadConfig({
      THROUGHLINE_KAFKA_BROKERS: 'a:9092, [::1]:9093',
      THROUGHLINE_REGISTRY_URL: 'http://localhost:8081/apis/ccompat/v7',
      THROUGHLINE_DATABASE_URL: 'postgres://u:p@localhost/db',
      THROUGHLINE_API_PORT: '0',
      THROUGHLINE_LOG_LEVEL: 'DEBUG',
      THROUGHLINE_PARTITIONS: '12',
    });
    expect(config).toMatchObject({
      kafka: { brokers: ['a:9092', '[::1]:9093'], partitions: 12 },
      apiPort: 0,
      logLevel: 'debug',
    });
    expect(requireServers(config).kafka.brokers).toHaveLength(2);
  });

  it('tells every mistake at once, each with its variable and what would be right', () => {
    const { problems, message } = refusal({
      THROUGHLINE_KAFKA_BROKERS: 'localhost',
      THROUGHLINE_REGISTRY_URL: 'localhost:8081',
      THROUGHLINE_DATABASE_URL: 'mysql://localhost/db',
      THROUGHLINE_API_PORT: '70000',
      THROUGHLINE_PARTITIONS: '0',
      THROUGHLINE_LOG_LEVEL: 'loud',
      THROUGHLINE_TOPIC_PREFIX: 'a b',
      THROUGHLINE_KAFKA_TLS: 'maybe',
      THROUGHLINE_KAFKA_SASL_MECHANISM: 'kerberos',
    });
    expect(problems.map(({ variable }) => variable).sort()).toEqual([
      'THROUGHLINE_API_PORT',
      'THROUGHLINE_DATABASE_URL',
      'THROUGHLINE_KAFKA_BROKERS',
      'THROUGHLINE_KAFKA_SASL_MECHANISM',
      'THROUGHLINE_KAFKA_SASL_PASSWORD',
      'THROUGHLINE_KAFKA_SASL_USERNAME',
      'THROUGHLINE_KAFKA_TLS',
      'THROUGHLINE_LOG_LEVEL',
      'THROUGHLINE_PARTITIONS',
      'THROUGHLINE_REGISTRY_URL',
      'THROUGHLINE_TOPIC_PREFIX',
    ]);
    for (const problem of problems) expect(problem.message).toMatch(/: give /);
    for (const { variable } of problems) expect(message).toContain(variable);
  });

  it('does not show secrets in its refusals', () => {
    const { message } = refusal({
      THROUGHLINE_API_KEY: 'two words',
      THROUGHLINE_DATABASE_URL: 'nonsense://user:hunter2@host',
    });
    expect(message).not.toMatch(/two words|hunter2/);
  });

  it('reads secrets from files', () => {
    expect(loadConfig({ THROUGHLINE_API_KEY_FILE: file('a-key-of-some-length\n') }).apiKey).toBe(
      'a-key-of-some-length',
    );
  });

  it('refuses a secret that is given twice, and a file that is not there, without further complaints', () => {
    expect(refusal({ THROUGHLINE_API_KEY: 'a', THROUGHLINE_API_KEY_FILE: file('b') }).problems).toEqual([
      expect.objectContaining({ variable: 'THROUGHLINE_API_KEY_FILE' }),
    ]);
    const missing = refusal({
      THROUGHLINE_KAFKA_SASL_MECHANISM: 'plain',
      THROUGHLINE_KAFKA_SASL_USERNAME: 'u',
      THROUGHLINE_KAFKA_SASL_PASSWORD_FILE: '/nowhere/at/all',
    });
    expect(missing.problems).toEqual([
      { variable: 'THROUGHLINE_KAFKA_SASL_PASSWORD_FILE', message: expect.stringContaining('ENOENT') },
    ]);
  });

  it('turns TLS on by its certificates or by its flag', () => {
    const pem = file('-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----');
    expect(loadConfig({ THROUGHLINE_KAFKA_TLS_CA_FILE: pem }).kafka.tls?.ca).toContain('BEGIN');
    expect(loadConfig({ THROUGHLINE_KAFKA_TLS: 'true' }).kafka.tls).toEqual({});
    expect(loadConfig({}).kafka.tls).toBeUndefined();
    expect(
      refusal({ THROUGHLINE_KAFKA_TLS: 'false', THROUGHLINE_KAFKA_TLS_CA_FILE: pem }).problems,
    ).toHaveLength(1);
  });

  it('warns of a variable that nothing reads and guesses what was meant', () => {
    expect(
      loadConfig({ THROUGHLINE_KAFKA_BROKER: 'a:1', THROUGHLINE_COLOUR_OF_THE_SKY: 'x', HOME: '/' }).warnings,
    ).toEqual([
      expect.stringMatching(/THROUGHLINE_COLOUR_OF_THE_SKY .* README/),
      expect.stringMatching(/THROUGHLINE_KAFKA_BROKER .* THROUGHLINE_KAFKA_BROKERS\?/),
    ]);
  });

  it('warns of a key that can be guessed', () => {
    expect(loadConfig({ THROUGHLINE_API_KEY: 'secret' }).warnings).toHaveLength(1);
  });

  it('gives a configuration or a ConfigError, whatever the values', () => {
    const names = variables.filter((name) => !name.endsWith('_FILE'));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.string({ unit: 'binary' })), (env) => {
        try {
          loadConfig(env);
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
          for (const { variable } of error.problems) expect(variables).toContain(variable);
        }
      }),
    );
  });
});

describe('requireServers', () => {
  it('names each server that is missing', () => {
    const config = loadConfig({ THROUGHLINE_REGISTRY_URL: 'http://localhost:8081' });
    expect(() => requireServers(config)).toThrow(ConfigError);
    expect(() => requireServers(config)).toThrow(/KAFKA_BROKERS[^]*DATABASE_URL/);
    expect(() => requireServers(config)).not.toThrow(/REGISTRY_URL/);
  });
});
