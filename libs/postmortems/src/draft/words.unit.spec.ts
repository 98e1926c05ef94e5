import { describe, expect, it } from '@jest/globals';
import { type Change } from '../story/story.js';
import { type Citation } from '../story/citation.js';
import { plain } from '../story/plain.js';
import { describeChange } from './describe.js';
import { clock, count, list, minute, span, stopped, strength } from './words.js';

const noon = Date.parse('2026-05-12T12:00:00Z');

describe('words', () => {
  it.each([
    [0, '0 seconds'],
    [1_000, '1 second'],
    [-47_400, '47 seconds'],
    [60_000, '1 minute'],
    [265_000, '4 minutes 25 seconds'],
    [1_410_000, '24 minutes'],
    [3_600_000, '1 hour'],
    [7_500_000, '2 hours 5 minutes'],
    [49 * 3_600_000, '2 days 1 hour'],
  ])('tell %i ms as %s', (ms, told) => {
    expect(span(ms)).toBe(told);
  });

  it('name the day where it is another one', () => {
    expect(clock(noon + 5_000, noon)).toBe('12:00:05');
    expect(clock(noon - 86_400_000, noon)).toBe('11 May 2026 12:00:00');
    expect(minute(noon, noon)).toBe('12:00 UTC');
    expect(minute(Number.MAX_VALUE, noon)).toMatch(/UTC$/u);
  });

  it('shorten long lists and say by how many', () => {
    expect(list([])).toBe('');
    expect(list(['a'])).toBe('a');
    expect(list(['a', 'b', 'c', 'd'])).toBe('a, b, c and d');
    expect(list(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more');
  });

  it('count, weigh and stop', () => {
    expect([count(1, 'alert'), count(2, 'recovery', 'recoveries')]).toEqual(['1 alert', '2 recoveries']);
    expect([0.7, 0.4, 0.39].map(strength)).toEqual(['strong', 'moderate', 'weak']);
    expect(['It failed', 'It failed.', '“It failed.”'].map(stopped)).toEqual([
      'It failed.',
      'It failed.',
      '“It failed.”',
    ]);
  });
});

describe('a change', () => {
  const change: Change = {
    signalId: 's',
    changeId: '4521',
    kind: 'deploy',
    service: 'checkout',
    title: '',
    actor: 'sarah',
    score: 1,
    evidence: [],
    at: noon,
    by: 'e' as Citation,
    version: 1,
  };
  it.each([
    ['Deploy of checkout v2.41.0', 'deploy 4521 of checkout (v2.41.0)'],
    ['deploy v2.41.0', 'deploy 4521 of checkout (v2.41.0)'],
    ['feature_flag pay of checkout', 'deploy 4521 of checkout (feature_flag pay)'],
    ['4521', 'deploy 4521 of checkout'],
    ['', 'deploy 4521 of checkout'],
  ])('with the title %j is %j', (title, told) => {
    expect(describeChange({ ...change, title })).toBe(told);
  });

  it('without a service says none', () => {
    expect(describeChange({ ...change, service: null, title: 'v2' })).toBe('deploy 4521 (v2)');
  });
});

describe('plain text', () => {
  it.each([
    ['a\r\n\tb', 'a b'],
    ['\u202Eevil\u200Btext\u0000', 'evil text'],
    ['  x  ', 'x'],
    ['abcdef', 'abcd…'],
  ])('of %j is %j', (text, told) => {
    expect(plain(text, 5 + (text.length > 6 ? 10 : 0))).toBe(told);
  });

  it('does not cut a character in two', () => {
    expect(plain('😀😀😀', 2)).toBe('😀…');
  });
});
