/** What was repaired or noticed on the way from a producer's record to a signal. */
export const signalFlags = {
  'assumed-utc': 'a time without a zone was read as UTC',
  'clamped-future':
    'the producer’s clock was further ahead than the policy tolerates: the time of receipt stands instead',
  'coerced-label': 'a number or boolean among labels, annotations or attributes became text',
  'derived-id': 'the producer sent no id: it was derived from the content',
  'dropped-fields': 'unknown fields that are no scalars were dropped',
  'dropped-labels':
    'labels, annotations or attributes that are no scalars, have no name or exceed the limit were dropped',
  'dropped-links': 'links that are no web addresses or exceed the limit were dropped',
  'dropped-value': 'a measured value that is no finite number was dropped',
  'invalid-utf8': 'bytes that are no UTF-8 were replaced by U+FFFD',
  'record-time': 'the producer sent no time: the Kafka record’s time stands instead',
  redacted: 'secrets or personal data were taken out',
  'renamed-label': 'a label name that is unsafe or taken was changed',
  'repaired-text': 'NUL or a lone surrogate was replaced by U+FFFD',
  'resolved-service': 'the service was found among the labels',
  'shortened-id': 'an identifier beyond the limit was replaced by its beginning and a hash',
  truncated: 'a text beyond its limit was cut',
  'unknown-change-kind': 'an unknown kind of change stands as other',
  'unknown-level': 'an unknown log level stands as info',
  'unknown-severity': 'an unknown severity stands as warning',
} as const;

export type SignalFlag = keyof typeof signalFlags;
