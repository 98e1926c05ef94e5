/** Why an input record could not be read, by stable code: what a person or a tool can filter and replay by. */
export const deadLetterReasons = {
  'empty-value': 'The value has no bytes.',
  tombstone: 'The value is null: input topics are not compacted, so there is nothing to delete.',
  'value-too-large': 'The value is longer than the configured limit; the original is kept whole.',
  'value-too-short': 'The value starts like framed Avro but is shorter than the frame of 5 bytes.',
  'unknown-magic-byte': 'The value starts with a byte that is neither framed Avro (0) nor text.',
  'unknown-schema-id': 'The registry answers, and does not know the schema that the frame names.',
  'unsupported-schema': 'The schema that the frame names is not an Avro record.',
  'truncated-avro': 'The Avro value ends before its schema does.',
  'trailing-bytes': 'Bytes are left over after the Avro value.',
  'invalid-avro':
    'The bytes cannot be of the schema that the frame names: a branch, symbol or length that it does not have.',
  'not-json': 'The value is text but not JSON.',
  'json-not-object': 'The value is JSON but not an object.',
  'json-too-deep': 'The JSON is nested more deeply than the limit.',
  'bad-cloudevent': 'The value says that it is a CloudEvent and is not one that can be read.',
  invalid: 'The value was read and is not a valid signal: fields are missing or of the wrong type.',
  'processing-failed': 'Handling the record fails with a defect of Throughline: the errors name it.',
} as const;

export type DeadLetterReason = keyof typeof deadLetterReasons;

/** Whether a text, say of a stored row, is one of the reasons. */
export const isDeadLetterReason = (text: string): text is DeadLetterReason =>
  Object.hasOwn(deadLetterReasons, text);
