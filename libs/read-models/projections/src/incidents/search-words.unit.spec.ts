import { describe, expect, it } from '@jest/globals';
import { queryWords, searchWords } from './search-words.js';

describe('search words', () => {
  it('split what people split, and keep what they paste', () => {
    expect(searchWords(['checkout-service: HighErrorRate', 'v1.4.2', 'checkout'])).toBe(
      'checkout service higherrorrate high error rate v1 4 2',
    );
  });

  it('are bounded', () => {
    const endless = Array.from({ length: 5000 }, (_, index) => `word${index}`);
    expect(searchWords(endless).split(' ').length).toBe(500);
    expect(searchWords(['x'.repeat(5000)]).length).toBe(60);
  });

  it('of a query follow the same rule', () => {
    expect(queryWords('  Checkout-Service & "HighErrorRate" ')).toEqual([
      'checkout',
      'service',
      'higherrorrate',
    ]);
    expect(queryWords('!!! |&')).toEqual([]);
  });
});
