import { type MemberSignal, type Severity, type Signal } from '@throughline/contracts';
import { type Lent } from './activity.js';
import { type AlertClass } from './ranking/alert-class.js';
import { type ServiceLogs } from './service-logs.js';
import { type Traits } from './traits.js';

/** What of a change is kept to rank it. */
export interface KnownChange {
  readonly signalId: string;
  readonly kind: 'deploy' | 'config-change';
  readonly changeId: string;
  readonly service: string | null;
  readonly title: string;
  readonly actor: string | null;
  readonly version: string | null;
  readonly at: number;
}

/** In how many groups a kind of alert was seen, and together with which others. */
export interface Kinship {
  seen: number;
  readonly together: Map<string, number>;
}

/** How active a thing was: time within `halo` of a firing, on the clock that its owner keeps. */
export interface Activity {
  total: number;
  until: number;
}

/** In how many buckets of learnt time a key fired: all of them, and with old ones decayed. */
export interface Usual {
  buckets: number;
  decayed: number;
  /** Ordinal of the last bucket in which it fired: not in the counts yet. */
  last: number;
}

/** How often the series of one alert name fire. */
export interface NameUse {
  series: number;
  /** Firings, one a series and bucket, of buckets before `ordinal`; and of that one. */
  before: number;
  current: number;
  ordinal: number;
}

/** The rhythm in which a source reports. */
export interface Rhythm {
  lastTick: number;
  /** Pauses between ticks longer than the least interval, ms, the last 30. */
  pauses: number[];
  /** What most of the pauses share; null when they share none. */
  interval: number | null;
  /** How many ticks came at once after another. */
  quick: number;
}

/** An alert as its incident knows it, by series: what ranking stands on. */
export interface Symptom {
  readonly series: string;
  readonly kind: string;
  readonly service: string;
  readonly instance: string | null;
  readonly name: string;
  readonly alertClass: AlertClass;
  readonly caller: string | null;
  readonly callee: string | null;
  readonly operation: string | null;
  readonly version: string | null;
  readonly novelty: number;
  first: number;
  last: number;
  firings: number;
}

/** A firing → resolved life of a fingerprint inside a group. */
export interface Episode {
  readonly series: string;
  readonly service: string;
  readonly source: string;
  last: number;
  firing: boolean;
}

/** What a mass stands on: one distinct alert. */
export interface MassItem {
  readonly kind: string;
  mass: number;
  refires: number;
  lastAt: number;
}

/** Where an alert can be: on a service, on a node; or it blames another service. */
export type PlaceKind = 'service' | 'blamed' | 'node';

/** What a group has somewhere. */
export interface Place {
  last: number;
  alerts: number;
}

export type GroupStatus = 'candidate' | 'open' | 'mitigated' | 'resolved';

/** Suspects with their scores, best first. */
export type Told = readonly (readonly [string, number])[];

/** Alerts that belong together: a candidate, and once it weighs enough an incident. */
export interface Group {
  readonly id: string;
  readonly estate: string;
  readonly wide: boolean;
  /** Ordinal of the bucket in which it began: what is usual is what was so before. */
  readonly bucket: number;
  status: GroupStatus;
  startedAt: number;
  lastAt: number;
  openedAt: number;
  resolvedAt: number;
  severity: Severity;
  readonly episodes: Map<string, Episode>;
  readonly symptoms: Map<string, Symptom>;
  readonly places: Readonly<Record<PlaceKind, Map<string, Place>>>;
  readonly masses: MassItem[];
  /** What its alerts taught while it is a candidate. */
  readonly lent: Lent;
  /** Mass that it began with: a wave that stands out in a live session weighs as such. */
  readonly headStart: number;
  /** Members while they may have to be told again: when it opens, or when it turns out to be part of another. */
  members: MemberSignal[];
  /** Repeats not yet told, by fingerprint, of the second that `repeatsUntil` ends. */
  readonly repeats: Map<string, { ids: string[]; last: number }>;
  repeatsUntil: number;
  rankAt: number;
  /** The ranking last told. */
  told: { readonly services: Told; readonly changes: Told };
}

/** A signal of a live session whose incident is not decided yet. */
export interface Undecided {
  readonly signal: Signal;
  readonly traits: Traits;
  readonly latenessMs: number;
  readonly deadline: number;
}

/** A session that ended, for those that are late. */
export interface PastSession {
  readonly startedAt: number;
  readonly until: number;
  readonly waves: readonly { readonly id: string; readonly startedAt: number }[];
}

/** One connected part of the estate. */
export interface Estate {
  readonly key: string;
  firstAt: number;
  lastAt: number;
  /** When a service that edges tie to it alerted last. */
  alertedAt: number;
  /** Learnt time: runs while no young incident is open. */
  clock: number;
  /** The current bucket of learnt time and its ordinal among those that were not empty. */
  bucket: number;
  bucketOrdinal: number;
  sessionStartedAt: number;
  until: number;
  waves: { id: string; startedAt: number }[];
  /** Distinct event times of the last minutes, ascending. */
  ticks: number[];
  readonly lateness: { share: number; mean: number };
  /** In the order of their event times. */
  undecided: Undecided[];
  past: PastSession[];
}

/** Something to do at an event time. */
export interface Timer {
  readonly at: number;
  readonly kind: 'repeats' | 'lifecycle' | 'rank' | 'undecided';
  readonly key: string;
}

/** Everything an engine knows of one scope: a tree of plain values, arrays and Maps, saved as JSON by `saveState`. */
export interface ScopeState {
  readonly scope: string;
  /** Event time up to which everything was seen. */
  now: number;
  readonly groups: Map<string, Group>;
  readonly estates: Map<string, Estate>;
  /** Series, kinds (all instances of a series) and instances, each under its own prefix, by use. */
  readonly usual: Map<string, Usual>;
  readonly names: Map<string, NameUse>;
  /** Activity of series, on their estate's clock. */
  readonly chronic: Map<string, Activity>;
  /** Activity of kinds, in event time. */
  readonly activity: Map<string, Activity>;
  readonly kinship: Map<string, Kinship>;
  /** Error lines and the incident with alerts there, by service. */
  readonly logs: Map<string, ServiceLogs>;
  /** Fingerprint → the estate in which it is not decided yet, and its last signal there. */
  readonly waiting: Map<string, { readonly estate: string; readonly signalId: string }>;
  /** Service without edges → how often it alerted, and which estates alerted then. */
  readonly company: Map<string, { alerts: number; readonly credits: Map<string, number> }>;
  readonly rhythms: Map<string, Rhythm>;
  /** Sources that report when an alert ends. */
  readonly resolvers: Map<string, number>;
  /** Fingerprint → group that it is an episode of, most recent last. */
  readonly episodes: Map<string, string>;
  /** Where groups of large estates have alerts; pruned when looked at. */
  readonly places: Readonly<Record<PlaceKind, Map<string, string[]>>>;
  readonly changes: Map<string, KnownChange>;
  /** Alerts of ended incidents, to tell a recurrence. */
  readonly past: Map<string, readonly string[]>;
  readonly timers: Timer[];
}
