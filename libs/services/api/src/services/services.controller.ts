import { Get, Query } from '@nestjs/common';
import { ApiController } from '../http/api-controller.js';
import { Tenant } from '../http/api-key.guard.js';
import { page, type Paging, windowOf } from '../http/page.js';
import { ApiReads } from '../reads/api-reads.js';
import { serviceOf } from '../representations/service.js';
import { listKey } from '../requests/cursor.js';
import { servicesParameters, servicesQuery } from '../requests/queries.js';
import { Valid } from '../requests/valid.js';

@ApiController('services')
export class ServicesController {
  constructor(private readonly reads: ApiReads) {}

  @Get()
  async list(
    @Tenant() tenant: string,
    @Query(new Valid(servicesQuery, 'query', Object.keys(servicesParameters)))
    query: Paging & { readonly environment?: string | undefined },
  ): Promise<unknown> {
    const { environment } = query;
    const key = listKey('services', [environment]);
    const found = await this.reads.models.services(tenant, windowOf(key, query), environment);
    return page(key, found, serviceOf);
  }
}
