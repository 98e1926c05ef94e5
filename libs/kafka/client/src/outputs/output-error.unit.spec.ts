import { describe, expect, it } from '@jest/globals';
import kafkajs from 'kafkajs';
import { outputError } from './output-error.js';

const refused = (type: string) =>
  Object.assign(new kafkajs.KafkaJSNonRetriableError('wrapped'), {
    cause: Object.assign(new Error(type), { type }),
  });

describe('outputError', () => {
  it('lets the same records be sent again when the connection was lost', () => {
    const cause = new kafkajs.KafkaJSConnectionError('refused');
    expect(outputError('signals', cause)).toMatchObject({
      code: 'output-unavailable',
      retriable: true,
      cause,
    });
  });

  it('lets them be sent again when retries ran out or a sequence number was wrong: the producer is replaced', () => {
    expect(outputError('signals', refused('OUT_OF_ORDER_SEQUENCE_NUMBER')).retriable).toBe(true);
    expect(outputError('signals', new kafkajs.KafkaJSNonRetriableError('gave up')).retriable).toBe(true);
  });

  it('does not send again what the broker refuses for good', () => {
    expect(outputError('signals', refused('MESSAGE_TOO_LARGE'))).toMatchObject({
      code: 'record-too-large',
      retriable: false,
    });
    expect(outputError('signals', refused('TOPIC_AUTHORIZATION_FAILED'))).toMatchObject({
      code: 'output-refused',
      retriable: false,
    });
  });

  it('does not send again what our own code did wrong', () => {
    expect(outputError('signals', new TypeError('x is not a function')).retriable).toBe(false);
  });
});
