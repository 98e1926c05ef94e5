import { describeEventStore } from '@throughline/event-store-contract-suite';
import { EventMemory, InMemoryEventStore } from './in-memory-event-store.js';

describeEventStore('memory', () => {
  const memory = new EventMemory();
  return Promise.resolve({
    open: (upcasters) => new InMemoryEventStore(upcasters, memory),
    transaction: (work) => new InMemoryEventStore(undefined, memory).transaction(work),
    until: async (question) => {
      const answer = await question();
      if (answer === undefined) throw new Error('There is nothing to wait for in memory.');
      return answer;
    },
    close: () => Promise.resolve(),
  });
});
