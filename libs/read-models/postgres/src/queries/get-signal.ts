import { type Evidence, type Signal } from '@throughline/contracts';
import type pg from 'pg';
import { type SignalRow } from '@throughline/read-models-projections';
import { signalColumns } from './incident-signals.js';
import { isUuid } from './position.js';
import { consistently, ms } from './slice.js';

/** A signal's place in an incident, past or present. */
export interface Membership extends SignalRow {
  /** Where to look now: the incident, or what it was merged into in the end. */
  readonly incidentId: string;
  /** The incident whose stream says so. */
  readonly toldBy: string;
}

/** Why a signal is in no incident, and what it was held against. */
export interface SignalDecision {
  readonly outcome: string;
  readonly score: number;
  readonly threshold: number;
  readonly evidence: readonly Evidence[];
  readonly candidates: readonly {
    readonly incidentId: string;
    readonly score: number;
    readonly evidence: readonly Evidence[];
  }[];
  readonly policyVersion: string;
  /** Epoch ms. */
  readonly decidedAt: number;
}

/** A signal and the answer to "which incident, and why" or "why none". */
export interface SignalStory {
  readonly signal: Signal;
  /** How far behind the watermark it arrived, ms; null when in time. */
  readonly latenessMs: number | null;
  /** The one that holds now; null when it is in no incident. */
  readonly membership: Membership | null;
  /** Those that held before, or of streams that were absorbed. */
  readonly formerly: readonly Membership[];
  /** Set when it is in no incident and the engine said why. */
  readonly decision: SignalDecision | null;
}

const storedSignal = {
  name: 'get-signal',
  text: `select payload, lateness_ms::float8 as lateness from signals where id = $1 and tenant = $2`,
};

const memberships = {
  name: 'get-memberships',
  text: `with recursive chain (start, id, merged_into, depth) as (
           select i.id, i.id, i.merged_into, 0 from incidents i
            where i.tenant = $2 and i.id in (select incident_id from incident_signals where signal_id = $1)
           union
           select c.start, i.id, i.merged_into, c.depth + 1
             from chain c join incidents i on i.id = c.merged_into and i.tenant = $2 where c.depth < 100
         ),
         current as (select distinct on (start) start, id, depth from chain order by start, depth desc)
         select ${signalColumns('n', 'g')}, n.incident_id as "toldBy",
                coalesce(c.id, n.incident_id) as "incidentId"
           from incident_signals n left join signals g on g.id = n.signal_id left join current c on c.start = n.incident_id
          where n.signal_id = $1 and n.tenant = $2
          order by n.moved_to is not null, coalesce(c.depth, 0), n.incident_id`,
};

const decision = {
  name: 'get-decision',
  text: `select outcome, score, threshold, evidence, candidates, policy_version as "policyVersion",
                ${ms('decided_at')} as "decidedAt"
           from signal_decisions where signal_id = $1 and tenant = $2`,
};

/** A signal of the tenant with its place, or the decision that left it out; null when there is no such signal. */
export async function getSignal(pool: pg.Pool, tenant: string, id: string): Promise<SignalStory | null> {
  if (!isUuid(id)) return null;
  return consistently(pool, async (client) => {
    const key = [id, tenant];
    const stored = await client.query<{ payload: Signal; lateness: number | null }>(storedSignal, key);
    const [row] = stored.rows;
    if (row === undefined) return null;
    const held = (await client.query<Membership>(memberships, key)).rows;
    const membership = held.find(({ movedTo }) => movedTo === null) ?? null;
    const why = membership === null ? await client.query<SignalDecision>(decision, key) : null;
    return {
      signal: row.payload,
      latenessMs: row.lateness,
      membership,
      formerly: held.filter((other) => other !== membership),
      decision: why?.rows[0] ?? null,
    };
  });
}
