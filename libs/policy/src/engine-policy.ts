const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/**
 * Weights, windows and thresholds of the engine, by what they serve. Durations in ms, weights and shares in [0,1] unless stated.
 * What each formula is, and where the defaults come from, is told in docs/correlation.md.
 */
export interface EnginePolicy {
  /** Which incident an alert joins. */
  readonly membership: {
    /** Combined evidence that an alert needs to join. */
    readonly threshold: number;
    /** Weight of being a repeat of an alert that the incident has. */
    readonly sameFingerprint: number;
    /** Weight of the same service. */
    readonly sameService: number;
    /** Weight of a direct caller or dependency. */
    readonly neighbour: number;
    /** Weight of an alert that names the other service as its caller or callee. */
    readonly namedEdge: number;
    /** Weight of a caller or dependency through a hub: something that many call says little. */
    readonly hub: number;
    /** From so many alerts on a hub, or blaming it, it is a dependency like any. */
    readonly loudHub: number;
    /** How many callers make a hub. */
    readonly hubCallers: number;
    /** Weight of the same node. */
    readonly sameNode: number;
    /** How long a shared node counts. */
    readonly nodeWindow: number;
    /** Evidence decays by e every so much time since the incident's last alert there. */
    readonly decay: number;
    /** Evidence for two incidents from which an alert makes them one; and how far apart they may have begun. */
    readonly mergeThreshold: number;
    readonly mergeWindow: number;
    /** The longest time apart that distance evidence bridges. */
    readonly window: number;
  };
  /** Small estates, where everything is close to everything: alerts come in sessions. */
  readonly session: {
    /** Components with at most so many services are small estates. */
    readonly maxServices: number;
    /** Weight of belonging to the live session. */
    readonly weight: number;
    /** A session ends after a pause of this, or of `intervalFactor` reporting intervals, whichever is longer. */
    readonly gap: number;
    readonly intervalFactor: number;
    /** The pause while a source's interval is not known. */
    readonly unknownGap: number;
    /** A service without edges belongs to the estate that alerted within this of its alerts, in at least this share of them. */
    readonly companyWindow: number;
    readonly companyShare: number;
  };
  /** When a new wave of alerts inside a session is another incident. */
  readonly onset: {
    /** How long a session must have lasted. */
    readonly minAge: number;
    /** How far ahead a wave is judged; alerts of a session that old wait so long. */
    readonly lookAhead: number;
    /** Alerts of a session also wait for usual lateness, at most this, where at least this share of alerts is late. */
    readonly maxWait: number;
    readonly lateShare: number;
    /** How far back a wave must be the loudest. */
    readonly lookBack: number;
    /** Factors of ln(1 + distinct times): in its first second, in the look-ahead, in the loudest as long before, in the minute before. */
    readonly firstSecond: number;
    readonly ahead: number;
    readonly loudest: number;
    readonly minuteBefore: number;
    /** The sum and this must be above 0. */
    readonly bias: number;
    /** Mass towards opening that a wave begins with. */
    readonly headStart: number;
    /** Distinct timestamps that a wave needs. */
    readonly minTicks: number;
  };
  /** Alerts that fire all the time. */
  readonly chronic: {
    /** A firing counts as active for so long. */
    readonly halo: number;
    /** Time assumed to have been seen before, without it. */
    readonly prior: number;
    /** Share of time from which an alert neither opens nor extends anything. */
    readonly share: number;
    /** While an incident is younger than this, its alerts do not become chronic. */
    readonly youngIncident: number;
  };
  /** What becomes an incident at all. */
  readonly opening: {
    /** Mass that a small estate's candidate needs. */
    readonly smallMass: number;
    /** Mass that a large estate's candidate needs. */
    readonly largeMass: number;
    /** The most that one alert adds. */
    readonly maxNovelty: number;
    /** A firing counts as active for so long; time assumed to have been seen before; of it, active for a kind that was never seen. */
    readonly halo: number;
    readonly prior: number;
    readonly unseen: number;
    /** How much an incident teaches of what comes together, where a candidate that came to nothing teaches 1. */
    readonly incidentLesson: number;
    /** What each further firing of an alert adds, and the most that all add, as shares of its mass; firings closer than the gap are one. */
    readonly refire: number;
    readonly maxRefire: number;
    readonly refireGap: number;
    readonly critical: number;
    readonly error: number;
    readonly warning: number;
    readonly info: number;
  };
  /** How an incident ends. */
  readonly lifecycle: {
    /** An episode whose end was not reported counts as firing for so long, when its source does report ends. */
    readonly episodeLife: number;
    /** Similarity of alerts from which an incident is told to be a recurrence of an earlier one. */
    readonly recurrence: number;
  };
  /** Ranking of suspects. */
  readonly ranking: {
    /** Length of a bucket in which what is usual is learnt. */
    readonly bucket: number;
    /** Suspects are ranked again at most so often, and after a quarter of the incident's age. */
    readonly interval: number;
    /** How much a score must move to be told again. */
    readonly movement: number;
  };
  /** What the engine keeps for each scope, in numbers of things; the oldest goes first. */
  readonly limits: {
    readonly heldSignals: number;
    readonly series: number;
    readonly incidents: number;
    readonly alertsPerIncident: number;
    readonly candidateSignals: number;
    readonly changes: number;
    readonly pastIncidents: number;
  };
}

/** What holds where a policy's `engine` says nothing. */
export const defaultEnginePolicy: EnginePolicy = {
  membership: {
    threshold: 0.3,
    sameFingerprint: 0.95,
    sameService: 0.9,
    neighbour: 0.8,
    namedEdge: 0.9,
    hub: 0.15,
    loudHub: 3,
    hubCallers: 40,
    sameNode: 0.7,
    nodeWindow: minute,
    decay: 2 * minute,
    mergeThreshold: 0.5,
    mergeWindow: 10 * minute,
    window: 10 * minute,
  },
  session: {
    maxServices: 60,
    weight: 0.8,
    gap: 90 * second,
    intervalFactor: 1.5,
    unknownGap: 10 * minute,
    companyWindow: 10 * second,
    companyShare: 0.6,
  },
  onset: {
    minAge: 15 * second,
    lookAhead: 10 * second,
    maxWait: 90 * second,
    lateShare: 0.1,
    lookBack: 2 * minute,
    firstSecond: 2.9,
    ahead: 4.4,
    loudest: 2.9,
    minuteBefore: 0.9,
    bias: -9.2,
    headStart: 9,
    minTicks: 4,
  },
  chronic: { halo: 90 * second, prior: 4 * hour, share: 0.05, youngIncident: 15 * minute },
  opening: {
    smallMass: 7,
    largeMass: 4,
    maxNovelty: 3,
    halo: 15 * minute,
    prior: hour,
    unseen: minute,
    incidentLesson: 0.5,
    refire: 0.5,
    maxRefire: 1.5,
    refireGap: 20 * second,
    critical: 1.5,
    error: 1,
    warning: 0.7,
    info: 0.3,
  },
  lifecycle: { episodeLife: 6 * hour, recurrence: 0.5 },
  ranking: { bucket: 20 * minute, interval: 10 * second, movement: 0.1 },
  limits: {
    heldSignals: 200_000,
    series: 50_000,
    incidents: 20_000,
    alertsPerIncident: 5_000,
    candidateSignals: 500,
    changes: 2_000,
    pastIncidents: 500,
  },
};
