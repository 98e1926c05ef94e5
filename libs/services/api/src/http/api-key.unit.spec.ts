import { describe, expect, it } from '@jest/globals';
import { ApiKeys, bearerOf } from './api-key.js';

const principal = { tenant: 'default', actor: 'api-key' };
const keys = new ApiKeys([{ key: 'tl_right', principal }]);

describe('API keys', () => {
  it('finds whose a key is', () => {
    expect(keys.find('tl_right')).toBe(principal);
  });

  it.each(['', 'tl_righ', 'tl_right ', 'TL_RIGHT', 'tl_rightt', 'x'.repeat(10_000)])('knows no %p', (key) => {
    expect(keys.find(key)).toBeUndefined();
  });
});

describe('bearerOf', () => {
  it('reads the scheme in any case', () => {
    expect(bearerOf('Bearer abc')).toBe('abc');
    expect(bearerOf('bearer  abc')).toBe('abc');
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Basic abc',
    'abc',
    'Bearer a b',
    `Bearer ${'x'.repeat(513)}`,
  ])('finds none in %p', (header) => {
    expect(bearerOf(header)).toBeUndefined();
  });
});
