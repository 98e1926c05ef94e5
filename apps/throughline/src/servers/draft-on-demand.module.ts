import { Global, Module } from '@nestjs/common';
import { DRAFT_ON_DEMAND, type DraftOnDemand } from '@throughline/service-api';
import { Drafts } from '@throughline/service-postmortem';

const draftOnDemand = (drafts: Drafts): DraftOnDemand => ({
  async draft(tenant, incidentId) {
    await drafts.draftOnDemand(tenant, incidentId);
  },
});

/** Lets the API of a composed process draft at once: services know nothing of each other, so whoever composes them ties them. */
@Global()
@Module({
  providers: [{ provide: DRAFT_ON_DEMAND, useFactory: draftOnDemand, inject: [Drafts] }],
  exports: [DRAFT_ON_DEMAND],
})
export class DraftOnDemandModule {}
