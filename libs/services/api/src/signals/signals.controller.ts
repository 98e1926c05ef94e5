import { Get, Param, Query } from '@nestjs/common';
import { ProblemError } from '@throughline/platform';
import { ApiController } from '../http/api-controller.js';
import { Tenant } from '../http/api-key.guard.js';
import { ApiReads } from '../reads/api-reads.js';
import { explain } from '../representations/explain.js';
import { decisionOf, membershipOf, signalOf } from '../representations/signal.js';
import { noQuery } from '../requests/queries.js';
import { IdOf, Valid } from '../requests/valid.js';

@ApiController('signals')
export class SignalsController {
  constructor(private readonly reads: ApiReads) {}

  @Get(':signalId')
  async show(
    @Tenant() tenant: string,
    @Param('signalId', new IdOf('signal', 'signalId')) id: string,
    @Query(new Valid(noQuery, 'query')) _: unknown,
  ): Promise<unknown> {
    const story = await this.reads.models.signal(tenant, id);
    if (story === null)
      throw new ProblemError('not-found', `There is no signal ${id}. It may not have arrived yet.`);
    return {
      signal: signalOf(story.signal),
      latenessMs: story.latenessMs,
      membership: story.membership === null ? null : membershipOf(story.membership),
      formerly: story.formerly.map(membershipOf),
      decision: story.decision === null ? null : decisionOf(story.decision),
      explanation: explain(story),
    };
  }
}
