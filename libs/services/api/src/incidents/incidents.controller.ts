import { Get, Param, Query, Req, Res } from '@nestjs/common';
import { ProblemError } from '@throughline/platform';
import {
  type IncidentFilters,
  type IncidentSort,
  type SignalFilters,
  type TimelineFilters,
} from '@throughline/read-models-postgres';
import { type IncidentRow, incidentRow } from '@throughline/read-models-projections';
import { type Request, type Response } from 'express';
import { ApiController } from '../http/api-controller.js';
import { Tenant } from '../http/api-key.guard.js';
import { etagOf, isKnown } from '../http/etag.js';
import { page, type Paging, windowOf } from '../http/page.js';
import { ApiReads } from '../reads/api-reads.js';
import { eventOf } from '../representations/event.js';
import { changeOf, incidentItemOf, incidentOf } from '../representations/incident.js';
import { incidentSignalOf } from '../representations/signal.js';
import { timelineEntryOf } from '../representations/timeline.js';
import { listKey } from '../requests/cursor.js';
import {
  incidentParameters,
  incidentQuery,
  incidentsParameters,
  incidentsQuery,
  pageParameters,
  pageQuery,
  signalsParameters,
  signalsQuery,
  timelineParameters,
  timelineQuery,
} from '../requests/queries.js';
import { IdOf, Valid } from '../requests/valid.js';
import { found } from './found.js';

type ListQuery = IncidentFilters & Paging & { readonly sort: IncidentSort };
type Moment = { readonly asOf?: number | undefined };

const incidentId = new IdOf('incident', 'incidentId');
const known = (parameters: object): readonly string[] => Object.keys(parameters);
const moment = new Valid(incidentQuery, 'query', known(incidentParameters));

const inOrder = ({ from, to }: IncidentFilters): void => {
  if (from === undefined || to === undefined || from < to) return;
  const message = 'is not before `to`: give an earlier time';
  throw new ProblemError('invalid-request', `from ${message}.`, {
    errors: [{ in: 'query', field: 'from', message }],
  });
};

/** Incidents and what belongs to them. */
@ApiController('incidents')
export class IncidentsController {
  constructor(private readonly reads: ApiReads) {}

  @Get()
  async list(
    @Tenant() tenant: string,
    @Query(new Valid(incidentsQuery, 'query', known(incidentsParameters))) query: ListQuery,
  ): Promise<unknown> {
    const { limit, cursor, sort, ...filters } = query;
    inOrder(filters);
    const key = listKey('incidents', [sort, filters]);
    const window = windowOf(key, { limit, cursor });
    return page(key, await this.reads.models.incidents(tenant, filters, sort, window), incidentItemOf);
  }

  @Get(':incidentId')
  async show(
    @Tenant() tenant: string,
    @Param('incidentId', incidentId) id: string,
    @Query(moment) { asOf }: Moment,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    const row = await this.row(tenant, id, asOf);
    return isKnown(request, response, etagOf(row.version)) ? undefined : incidentOf(row);
  }

  @Get(':incidentId/changes')
  async changes(
    @Tenant() tenant: string,
    @Param('incidentId', incidentId) id: string,
    @Query(moment) { asOf }: Moment,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    const row = await this.row(tenant, id, asOf);
    return isKnown(request, response, etagOf(row.version))
      ? undefined
      : { items: row.summary.suspects.changes.map(changeOf) };
  }

  @Get(':incidentId/timeline')
  async timeline(
    @Tenant() tenant: string,
    @Param('incidentId', incidentId) id: string,
    @Query(new Valid(timelineQuery, 'query', known(timelineParameters))) query: TimelineFilters & Paging,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    const { limit, cursor, ...filters } = query;
    const key = listKey('timeline', [id, filters]);
    const window = windowOf(key, { limit, cursor });
    const slice = found(id, await this.reads.models.timeline(tenant, id, filters, window));
    return isKnown(request, response, etagOf(slice.version)) ? undefined : page(key, slice, timelineEntryOf);
  }

  @Get(':incidentId/signals')
  async signals(
    @Tenant() tenant: string,
    @Param('incidentId', incidentId) id: string,
    @Query(new Valid(signalsQuery, 'query', known(signalsParameters))) query: SignalFilters & Paging,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    const { limit, cursor, ...filters } = query;
    const key = listKey('signals', [id, filters]);
    const window = windowOf(key, { limit, cursor });
    const slice = found(id, await this.reads.models.incidentSignals(tenant, id, window, filters));
    return isKnown(request, response, etagOf(slice.version)) ? undefined : page(key, slice, incidentSignalOf);
  }

  @Get(':incidentId/events')
  async events(
    @Tenant() tenant: string,
    @Param('incidentId', incidentId) id: string,
    @Query(new Valid(pageQuery, 'query', known(pageParameters))) query: Paging,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    const key = listKey('events', [id]);
    const slice = found(id, await this.reads.models.incidentEvents(tenant, id, windowOf(key, query)));
    return isKnown(request, response, etagOf(slice.version)) ? undefined : page(key, slice, eventOf);
  }

  /** The incident now, or folded from its events as it was known at a moment; then its counts are those of its own stream. */
  private async row(tenant: string, id: string, asOf: number | undefined): Promise<IncidentRow> {
    if (asOf === undefined) return found(id, await this.reads.models.incident(tenant, id));
    const view = await this.reads.models.incidentAsOf(tenant, id, asOf);
    if (view !== null) return incidentRow(view, 0);
    throw new ProblemError(
      'not-found',
      `There was no incident ${id} at that time: it is later, or there is none.`,
    );
  }
}
