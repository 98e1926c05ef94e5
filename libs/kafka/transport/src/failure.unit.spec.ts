import { describe, expect, it } from '@jest/globals';
import { classify, retryDelay } from './failure.js';

describe('classify', () => {
  it('tries again what says that it may help', () => {
    expect(classify(Object.assign(new Error('away'), { retriable: true }))).toBe('retriable');
  });

  it('gives a partition up that somebody else has taken', () => {
    expect(classify(Object.assign(new Error('lost'), { code: 'fenced', retriable: false }))).toBe('fenced');
  });

  it.each([new TypeError('x'), new RangeError('x'), new Error('x'), 'text', undefined, null])(
    'is fatal for %p',
    (error) => {
      expect(classify(error)).toBe('fatal');
    },
  );
});

describe('retryDelay', () => {
  it('doubles up to a bound', () => {
    expect([1, 2, 3, 100].map(retryDelay)).toEqual([250, 500, 1_000, 15_000]);
  });
});
