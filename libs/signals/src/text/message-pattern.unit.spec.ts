import { describe, expect, it } from '@jest/globals';
import { messagePattern } from './message-pattern.js';

describe('messagePattern', () => {
  it.each([
    ['slow query took 2371 ms', 'slow query took <num> ms'],
    ['took 1.5s, 99.9% of 1,024', 'took <num>s, <num>% of <num>'],
    ['order 550e8400-e29b-41d4-a716-446655440000 lost', 'order <uuid> lost'],
    ['from 10.0.0.1:8080 to fe80:0:0:0:1:2:3:4', 'from <ip> to <ip>'],
    ['at 0xdeadBEEF in 4bf92f3577b34da6', 'at <hex> in <hex>'],
    ['2025-06-01T12:00:00.123Z started', '<time> started'],
    ['user "jane" said \'hi there\'', 'user <str> said <str>'],
    ["can't open user's file", "can't open user's file"],
    ['a\n\tb   c ', 'a b c'],
    ['deadbeef facade', 'deadbeef facade'],
  ])('of %j', (message, pattern) => {
    expect(messagePattern(message)).toBe(pattern);
  });
});
