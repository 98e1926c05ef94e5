import { type Catalog } from '@throughline/catalog';
import {
  type IncidentEvent,
  type IncidentFact,
  type PostmortemEvent,
  type PostmortemFact,
} from '@throughline/contracts';
import { type EventStore, type NewEvent } from '@throughline/event-store-port';
import { postmortemId } from '@throughline/identity';
import {
  decidePostmortem,
  draftDue,
  draftPostmortem,
  evolveDocument,
  initialPostmortem,
  type PostmortemDocument,
  type PostmortemState,
} from '@throughline/postmortems';
import { inTransaction } from '@throughline/storage';
import { type ClientBase, type Pool } from 'pg';
import { lockDocuments, readDocuments, writeDocument } from '../documents/document-store.js';

export interface DraftsOptions {
  readonly pool: Pool;
  readonly store: EventStore<ClientBase>;
  readonly catalog: Catalog;
}

/** An incident of which there is news, up to a version. */
export interface IncidentNews {
  readonly incidentId: string;
  readonly version: number;
  /** Whether an event that ends the incident is among the news: without one and without a document there is nothing to do. */
  readonly ended: boolean;
}

/** Why a document is drafted by `draftOnDemand`. */
const onDemand = 'on demand';

/** The one document that drafting makes for an incident; people may add others later. */
const documentId = (incidentId: string): string => postmortemId(incidentId, 1);

const stateOf = (document: PostmortemDocument | undefined): PostmortemState =>
  document === undefined
    ? initialPostmortem
    : { status: 'draft', incidentId: document.incidentId, incidentVersion: document.incidentVersion };

/**
 * The place of a draft's events. Their times are those of the incident's last event: the same news gives the same events, whenever and
 * however often it is handled.
 */
function newEvent(fact: PostmortemFact, last: IncidentEvent): NewEvent<PostmortemFact> {
  const { tenant, environment, scope, occurredAt, recordedAt, streamId, eventId } = last;
  const metadata = {
    actor: 'postmortem',
    causationId: eventId,
    correlationId: streamId,
    policyVersion: null,
  };
  return { ...fact, tenant, environment, scope, occurredAt, recordedAt, metadata };
}

/**
 * Drafts documents: events of the document's stream and its row, in one transaction. It keeps no state; any number may work at once, on
 * the same incident one after the other.
 */
export class Drafts {
  constructor(private readonly options: DraftsOptions) {}

  /** In the caller's transaction: drafts what is due after the news. Returns the events appended. */
  async draftDue(tx: ClientBase, news: readonly IncidentNews[]): Promise<readonly PostmortemEvent[]> {
    const ids = news.map((item) => documentId(item.incidentId));
    const known = await readDocuments(tx, ids);
    const concerned = news.filter((item) => {
      const document = known.get(documentId(item.incidentId));
      return document === undefined ? item.ended : document.incidentVersion < item.version;
    });
    if (concerned.length === 0) return [];
    const lockedIds = concerned.map((item) => documentId(item.incidentId));
    await lockDocuments(tx, lockedIds);
    const documents = await readDocuments(tx, lockedIds);
    const appended: PostmortemEvent[] = [];
    for (const { incidentId, version } of concerned) {
      const events = await this.read(tx, incidentId, version);
      const document = documents.get(documentId(incidentId));
      const reason = draftDue(events, document?.incidentVersion ?? null);
      if (reason !== null) appended.push(...(await this.draft(tx, events, document, reason)));
    }
    return appended;
  }

  /**
   * Drafts the document of an incident that has none yet, or whose document an open incident has left behind. For the same version of the
   * incident it changes nothing. Null when the tenant has no such incident.
   */
  draftOnDemand(tenant: string, incidentId: string): Promise<PostmortemDocument | null> {
    return inTransaction(this.options.pool, async (tx) => {
      const id = documentId(incidentId);
      await lockDocuments(tx, [id]);
      const events = await this.read(tx, incidentId);
      if (events[0]?.tenant !== tenant) return null;
      const document = (await readDocuments(tx, [id])).get(id);
      const reason = draftDue(events, document?.incidentVersion ?? null) ?? onDemand;
      await this.draft(tx, events, document, reason);
      return (await readDocuments(tx, [id])).get(id) ?? null;
    });
  }

  private read(tx: ClientBase, incidentId: string, toVersion?: number): Promise<readonly IncidentEvent[]> {
    const range = toVersion === undefined ? {} : { toVersion };
    return this.options.store.readStream<IncidentFact>(incidentId, range, tx);
  }

  private async draft(
    tx: ClientBase,
    events: readonly IncidentEvent[],
    document: PostmortemDocument | undefined,
    reason: string,
  ): Promise<readonly PostmortemEvent[]> {
    const last = events.at(-1);
    if (last === undefined) return [];
    const draft = draftPostmortem(events, { catalog: this.options.catalog });
    const facts = decidePostmortem({ type: 'DraftPostmortem', reason, ...draft }, stateOf(document));
    const appended = await this.options.store.append<PostmortemFact>(
      documentId(last.streamId),
      'postmortem',
      document?.version ?? 0,
      facts.map((fact) => newEvent(fact, last)),
      tx,
    );
    const drafted = appended.reduce<PostmortemDocument | null>(evolveDocument, document ?? null);
    if (drafted !== null && appended.length > 0) await writeDocument(tx, drafted);
    return appended;
  }
}

/** {@link Drafts.draftOnDemand} for who has the parts at hand. */
export const draftOnDemand = (
  options: DraftsOptions,
  tenant: string,
  incidentId: string,
): Promise<PostmortemDocument | null> => new Drafts(options).draftOnDemand(tenant, incidentId);
