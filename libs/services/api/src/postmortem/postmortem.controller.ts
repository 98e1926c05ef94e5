import { Get, Inject, Optional, Param, Query, Req, Res } from '@nestjs/common';
import { ProblemError } from '@throughline/platform';
import { type PostmortemDocument, renderMarkdown } from '@throughline/postmortems';
import { type Request, type Response } from 'express';
import { Produces } from '../http/accept.guard.js';
import { ApiController } from '../http/api-controller.js';
import { Tenant } from '../http/api-key.guard.js';
import { etagOf, isKnown } from '../http/etag.js';
import { found } from '../incidents/found.js';
import { ApiReads } from '../reads/api-reads.js';
import { postmortemOf } from '../representations/postmortem.js';
import { noQuery } from '../requests/queries.js';
import { IdOf, Valid } from '../requests/valid.js';
import { DRAFT_ON_DEMAND, type DraftOnDemand } from './draft-on-demand.js';

const json = 'application/json';
const markdown = 'text/markdown';

@ApiController('incidents')
export class PostmortemController {
  constructor(
    private readonly reads: ApiReads,
    @Optional() @Inject(DRAFT_ON_DEMAND) private readonly drafts: DraftOnDemand | undefined,
  ) {}

  @Get(':incidentId/postmortem')
  @Produces(json, markdown)
  async show(
    @Tenant() tenant: string,
    @Param('incidentId', new IdOf('incident', 'incidentId')) id: string,
    @Query(new Valid(noQuery, 'query')) _: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    const document = await this.document(tenant, id);
    const form = request.accepts([json, markdown]) === markdown ? 'md' : 'json';
    response.vary('Accept');
    if (isKnown(request, response, etagOf(document.version, form))) return undefined;
    if (form === 'json') return postmortemOf(document);
    response.type(`${markdown}; charset=utf-8`);
    return renderMarkdown(document);
  }

  private async document(tenant: string, id: string): Promise<PostmortemDocument> {
    const there = await this.reads.postmortem(tenant, id);
    if (there !== null) return there;
    found(id, await this.reads.models.incident(tenant, id));
    if (this.drafts !== undefined) {
      await this.drafts.draft(tenant, id);
      const drafted = await this.reads.postmortem(tenant, id);
      if (drafted !== null) return drafted;
    }
    throw new ProblemError(
      'no-postmortem',
      `Incident ${id} has no post-mortem yet: one is drafted when the incident resolves. Ask again then.`,
    );
  }
}
