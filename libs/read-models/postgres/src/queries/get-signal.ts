import { type Evidence, type Signal } from '@throughline/contracts';
import type pg from 'pg';
import { isUuid } from './cursor.js';
import { type IncidentSignal, signalColumns } from './incident-signals.js';
import { ms } from './page.js';

/** A signal's place in an incident, past or present. */
export interface Membership extends IncidentSignal {
  /** The incident that it was moved out to; null while it is there. */
  readonly movedTo: string | null;
  /** Where that incident is found now: itself, or what it was merged into in the end. */
  readonly currentIncidentId: string;
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
export interface SignalDetail {
  readonly signal: Signal;
  /** How far behind the watermark it arrived, ms; null when in time. */
  readonly latenessMs: number | null;
  /** The incident that it is in now; null when in none. */
  readonly incidentId: string | null;
  /** The one that holds now first. */
  readonly memberships: readonly Membership[];
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
         select ${signalColumns('n', 'g')}, n.moved_to as "movedTo",
                coalesce(c.id, n.incident_id) as "currentIncidentId"
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

/** A signal of the tenant with its memberships, or the decision that left it out; null when there is no such signal. */
export async function getSignal(pool: pg.Pool, tenant: string, id: string): Promise<SignalDetail | null> {
  if (!isUuid(id)) return null;
  const stored = await pool.query<{ payload: Signal; lateness: number | null }>(storedSignal, [id, tenant]);
  const [row] = stored.rows;
  if (row === undefined) return null;
  const held = (await pool.query<Membership>(memberships, [id, tenant])).rows;
  const now = held.find(({ movedTo }) => movedTo === null);
  const why =
    now === undefined ? (await pool.query<SignalDecision>(decision, [id, tenant])).rows[0] : undefined;
  return {
    signal: row.payload,
    latenessMs: row.lateness,
    incidentId: now?.currentIncidentId ?? null,
    memberships: held,
    decision: why ?? null,
  };
}
