import { describe, expect, it } from '@jest/globals';
import { StorageError } from './errors.js';
import { asStorageError, isRetriable } from './sql-state.js';

const failure = (code: string, message = 'failed') => Object.assign(new Error(message), { code });

describe('isRetriable', () => {
  it.each([
    '40001',
    '40P01',
    '57P01',
    '57P03',
    '08006',
    '53100',
    '53300',
    '57014',
    '25P03',
    '55P03',
    'ECONNREFUSED',
    'EPIPE',
  ])('takes %s for something that passes', (code) => expect(isRetriable(failure(code))).toBe(true));

  it.each(['23505', '23502', '22P05', '22P02', '42P01', '42601', '40002', 'XX000', 'ERR_INVALID_ARG_TYPE'])(
    'takes %s for something that stays',
    (code) => expect(isRetriable(failure(code))).toBe(false),
  );

  it.each([
    'Connection terminated unexpectedly',
    'timeout exceeded when trying to connect',
    'Query read timeout',
    'Client has encountered a connection error and is not queryable',
  ])('knows a lost connection by its message: %s', (message) =>
    expect(isRetriable(new Error(message))).toBe(true),
  );

  it('believes an error that says so itself', () => {
    expect(isRetriable(Object.assign(new Error('broker'), { retriable: true }))).toBe(true);
    expect(isRetriable(Object.assign(new Error('broker'), { retriable: 'yes' }))).toBe(false);
  });

  it('does not retry what nobody knows', () => {
    expect(isRetriable(new TypeError('x is not a function'))).toBe(false);
    expect(isRetriable('a string')).toBe(false);
    expect(isRetriable(undefined)).toBe(false);
  });
});

describe('asStorageError', () => {
  it('names the failure and keeps its cause', () => {
    const cause = failure('23505', 'duplicate key');
    const error = asStorageError(cause);
    expect(error).toBeInstanceOf(StorageError);
    expect(error).toMatchObject({ code: 'unique-violation', retriable: false, sqlState: '23505', cause });
  });

  it('leaves the errors of others alone', () => {
    const error = new TypeError('x is not a function');
    expect(asStorageError(error)).toBe(error);
  });
});
