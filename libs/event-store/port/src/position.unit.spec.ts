import { expect, it } from '@jest/globals';
import { comparePositions, startOfLog } from './position.js';

it('orders by transaction first, beyond what a double can hold, and then by position', () => {
  const ordered = [
    startOfLog,
    { transactionId: '9', globalPosition: 7 },
    { transactionId: '10', globalPosition: 3 },
    { transactionId: '10', globalPosition: 4 },
    { transactionId: '9007199254740993', globalPosition: 2 },
    { transactionId: '9007199254740994', globalPosition: 1 },
  ];
  expect(ordered.toReversed().sort(comparePositions)).toEqual(ordered);
});
