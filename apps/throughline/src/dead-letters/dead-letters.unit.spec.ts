import { describe, expect, it } from '@jest/globals';
import { placeOf } from './dead-letters.js';

describe('placeOf', () => {
  it('reads a topic, a partition and an offset', () => {
    expect(placeOf('throughline.alerts.v1/3/42')).toEqual({
      topic: 'throughline.alerts.v1',
      partition: 3,
      offset: '42',
    });
  });

  it.each(['', 'topic', 'topic/1', 'topic/x/1', 'topic/1/-1', 'a/b/1/2', 'topic/1/99999999999999999999'])(
    'refuses %j',
    (id) => {
      expect(placeOf(id)).toBeUndefined();
    },
  );
});
