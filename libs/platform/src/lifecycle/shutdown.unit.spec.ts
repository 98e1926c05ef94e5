import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { createLogger } from '../logging/logger.js';
import { FatalErrors } from './fatal-errors.js';
import { drainWithin, onSignals } from './shutdown.js';

const logger = createLogger({ level: 'silent', service: 'test' });

describe('drainWithin', () => {
  it('waits for the drain', async () => {
    expect(await drainWithin(() => Promise.resolve(), logger)).toBe(true);
  });

  it('gives up on a drain that hangs or fails', async () => {
    expect(await drainWithin(() => new Promise(() => undefined), logger, 1)).toBe(false);
    expect(await drainWithin(() => Promise.reject(new Error('no')), logger)).toBe(false);
  });
});

describe('onSignals', () => {
  it('drains at the first signal and does not wait at the second', () => {
    const source = new EventEmitter();
    const seen: (string | number)[] = [];
    onSignals(
      (signal) => seen.push(signal),
      (code) => seen.push(code),
      source,
    );
    source.emit('SIGTERM');
    expect(seen).toEqual(['SIGTERM']);
    source.emit('SIGINT');
    expect(seen).toEqual(['SIGTERM', 130]);
  });
});

describe('FatalErrors', () => {
  it('keeps the first error and tells everybody, also who asks later', () => {
    const fatal = new FatalErrors();
    const told: string[] = [];
    fatal.onFatal((error) => told.push(`early ${error.message}`));
    const { reportFatal } = fatal;
    reportFatal(new Error('first'));
    reportFatal(new Error('second'));
    fatal.onFatal((error) => told.push(`late ${error.message}`));
    expect(told).toEqual(['early first', 'late first']);
  });

  it('takes whatever is thrown', () => {
    const fatal = new FatalErrors();
    fatal.reportFatal('text');
    expect(fatal.error).toMatchObject({ cause: 'text' });
  });
});
