import { type DynamicModule, Module } from '@nestjs/common';
import { type Catalog } from '@throughline/catalog';
import {
  CATALOG,
  LOGGER,
  type Logger,
  Metrics,
  POLICY,
  POOL,
  type ServerConfig,
  Stages,
} from '@throughline/platform';
import { type Policy } from '@throughline/policy';
import { type Pool } from 'pg';
import { InputPartitions, stage } from './consumer/input-partitions.js';
import { InputPositions } from './consumer/input-positions.js';
import { IntakeController } from './consumer/intake.controller.js';
import { IntakePipeline } from './pipeline/intake-pipeline.js';
import { intakeObserver } from './wire/intake-observer.js';
import { IntakeWire } from './wire/intake-wire.js';

const pipelineOf = (
  { reader, codecs, outputs }: IntakeWire,
  policy: Policy,
  catalog: Catalog,
  logger: Logger,
  metrics: Metrics,
): IntakePipeline =>
  new IntakePipeline({
    reader,
    signalCodec: codecs.signals,
    deadLetterCodec: codecs.deadLetters,
    outputs,
    policy,
    catalog,
    observer: intakeObserver(logger, metrics),
    now: Date.now,
  });

/** Input topics to signals on the log and dead letters. */
@Module({
  controllers: [IntakeController],
  providers: [
    IntakeWire,
    {
      provide: IntakePipeline,
      useFactory: pipelineOf,
      inject: [IntakeWire, POLICY, CATALOG, LOGGER, Metrics],
    },
    {
      provide: InputPartitions,
      useFactory: (pool: Pool, pipeline: IntakePipeline) =>
        new InputPartitions({ pool, pipeline, now: Date.now }),
      inject: [POOL, IntakePipeline],
    },
  ],
})
export class IntakeModule {
  /** It needs nothing of the configuration that the platform does not provide. */
  static register(_config?: ServerConfig): DynamicModule {
    return { module: IntakeModule };
  }

  constructor(stages: Stages, partitions: InputPartitions) {
    stages.serve({ stage, positions: new InputPositions(partitions) });
  }
}
