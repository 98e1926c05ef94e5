import { type OriginalRecord } from '@throughline/kafka-wire';
import { type Logger, type Metrics } from '@throughline/platform';
import { stage } from '../consumer/input-partitions.js';
import { type IntakeObserver } from '../pipeline/intake-pipeline.js';

/** What was redacted, by rule, as a metric; defects in the log, with the record's place and never its content. */
export function intakeObserver(logger: Logger, metrics: Metrics): IntakeObserver {
  const redactions = metrics.counter(
    'throughline_redactions_total',
    'Secrets and personal data that were taken out of signals',
    ['rule'],
  );
  const log = logger.child({ stage });
  return {
    redacted(rule, count) {
      redactions.inc({ rule }, count);
    },
    defect({ topic, partition, offset }: OriginalRecord, error) {
      log.error({ topic, partition, offset: offset.toString(), err: error }, 'a record met a defect');
    },
  };
}
