import { describe, expect, it } from '@jest/globals';
import { createLogger, serializeError } from './logger.js';

const lines = () => {
  const written: string[] = [];
  const logger = createLogger({
    level: 'info',
    service: 'test',
    destination: { write: (line: string) => void written.push(line) },
  });
  return { logger, written };
};

describe('createLogger', () => {
  it('writes one JSON line an event', () => {
    const { logger, written } = lines();
    logger.info({ stage: 'intake' }, 'started');
    expect(JSON.parse(written[0] ?? '')).toMatchObject({
      level: 30,
      service: 'test',
      stage: 'intake',
      msg: 'started',
    });
  });

  it('never writes secrets or payloads, wherever they turn up', () => {
    const { logger, written } = lines();
    const hidden = 'hunter2';
    logger.error(
      {
        password: hidden,
        payload: { a: hidden },
        config: { databaseUrl: hidden, kafka: { sasl: { password: hidden } } },
      },
      'oops',
    );
    expect(written.join('')).not.toContain(hidden);
    expect(written.join('')).toContain('[redacted]');
  });

  it('keeps of an error its name, message, code and cause, not the row that PostgreSQL quotes', () => {
    const error = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (email)=(a@b.c) exists',
    });
    const { logger, written } = lines();
    logger.error({ err: new Error('batch failed', { cause: error }) }, 'failed');
    expect(written.join('')).toContain('23505');
    expect(written.join('')).not.toContain('a@b.c');
    expect(serializeError('text')).toEqual({ message: 'text' });
  });
});
