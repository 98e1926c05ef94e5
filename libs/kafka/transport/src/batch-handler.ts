import {
  applyDecorators,
  type ArgumentsHost,
  Catch,
  type RpcExceptionFilter,
  UseFilters,
} from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { type TopicKey } from '@throughline/contracts';
import { type Observable, throwError } from 'rxjs';
import { type KafkaBatchContext } from './kafka-batch-context.js';
import { type RecordBatch } from './record-batch.js';

/** Nest binds a handler to the server of the same id: one server, one consumer group, for each stage of a process. */
export const transportOf = (stage: string): symbol => Symbol.for(`throughline.kafka-batch.${stage}`);

/** What the decorator leaves on a handler for its server to find. */
export interface BatchHandlerExtras {
  readonly topics: readonly TopicKey[];
}

/** A method that takes batches. It resolves when the batch's effects and its offset are stored. */
export type BatchHandlerMethod = (batch: RecordBatch, context: KafkaBatchContext) => Promise<void>;

/** Nest's default filter replaces an error by "Internal server error": the server must see the original to know what it means. */
@Catch()
class OriginalErrorFilter implements RpcExceptionFilter {
  catch(error: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => error);
  }
}

/** Nest hands a handler nothing but the payload unless its parameters are marked: all of ours take both. */
const takesBatchAndContext: MethodDecorator = (target, name) => {
  Payload()(target, name, 0);
  Ctx()(target, name, 1);
};

/** Marks a controller's method `(batch, context) => Promise<void>` as the handler of these topics in the stage's consumer group. */
export const BatchHandler = (stage: string, topics: readonly TopicKey[]): MethodDecorator =>
  applyDecorators(
    takesBatchAndContext,
    EventPattern({ stage, topics }, transportOf(stage), { topics } satisfies BatchHandlerExtras),
    UseFilters(OriginalErrorFilter),
  );
