// Generated from schemas/*.avsc by tools/generate-types.ts: do not edit.

/** Avro namespace of all records. */

export const namespace = 'io.throughline.v1';

/** One branch of a union as Avro libraries wrap it: an object with the full name of the record as its only key. */

export type Branch<Map> = {
  [Name in keyof Map & string]: { readonly [Full in `io.throughline.v1.${Name}`]: Map[Name] };
}[keyof Map & string];

/** A place to look at. */
export interface Link {
  /** Absolute URL. */
  readonly href: string;
  /** What a person reads. */
  readonly text: string;
}

/** Whether the alert's condition holds. */
export type AlertStatus = 'firing' | 'resolved';

/** How bad the source says it is, worst first. */
export type Severity = 'critical' | 'error' | 'warning' | 'info';

/** An alert that fires or is resolved. */
export interface Alert {
  /** Unique within tenant and source; absent: derived from the content. */
  readonly id: string | null;
  /** When it happened; absent: the Kafka record's time. */
  readonly occurredAt: number | null;
  /** Who owns the signal. */
  readonly tenant: string;
  /** For example production. */
  readonly environment: string;
  /** The service it is about; absent: resolved from labels. */
  readonly service: string | null;
  /** What reports it, for example prometheus. */
  readonly source: string;
  /** Labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** Places to look at. */
  readonly links: readonly Link[];
  /** Alert name. */
  readonly name: string;
  /** firing or resolved. */
  readonly status: AlertStatus;
  /** How bad the source says it is. */
  readonly severity: Severity;
  /** What makes two alerts the same alert; absent: derived. */
  readonly fingerprint: string | null;
  /** Start of the episode; absent: occurredAt. */
  readonly startsAt: number | null;
  /** End of the episode. */
  readonly endsAt: number | null;
  /** One sentence. */
  readonly summary: string;
  /** Longer text. */
  readonly description: string | null;
  /** Annotations. */
  readonly annotations: Readonly<Record<string, string>>;
  /** The measured value. */
  readonly value: number | null;
}

/** What was altered. */
export type ChangeKind =
  'feature_flag' | 'config' | 'infrastructure' | 'schema' | 'secret' | 'traffic' | 'other';

/** A flag, setting or resource that was altered. */
export interface ConfigChange {
  /** Unique within tenant and source; absent: derived from the content. */
  readonly id: string | null;
  /** When it happened; absent: the Kafka record's time. */
  readonly occurredAt: number | null;
  /** Who owns the signal. */
  readonly tenant: string;
  /** For example production. */
  readonly environment: string;
  /** The service it is about; absent: resolved from labels. */
  readonly service: string | null;
  /** What reports it, for example prometheus. */
  readonly source: string;
  /** Labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** Places to look at. */
  readonly links: readonly Link[];
  /** The change's own id. */
  readonly changeId: string;
  /** What was altered. */
  readonly changeKind: ChangeKind;
  /** The flag, setting or resource. */
  readonly key: string;
  /** Value before. */
  readonly oldValue: string | null;
  /** Value after. */
  readonly newValue: string | null;
  /** Who or what changes it. */
  readonly actor: string | null;
  /** Longer text. */
  readonly description: string | null;
}

/** Where in Kafka a record was read. */
export interface Origin {
  /** Topic name, prefix included. */
  readonly topic: string;
  /** Partition number. */
  readonly partition: number;
  /** Offset in the partition. */
  readonly offset: number;
}

/** One thing that is wrong. */
export interface FieldError {
  /** Field, or empty for the whole record. */
  readonly path: string;
  /** What is wrong and what would be right. */
  readonly message: string;
}

/** One Kafka header. */
export interface Header {
  /** Name. */
  readonly key: string;
  /** Bytes. */
  readonly value: Buffer;
}

/** A record that could not be read, whole, with why and where from. */
export interface DeadLetter {
  /** Where it was. */
  readonly origin: Origin;
  /** Stable code, for example truncated-avro. */
  readonly reason: string;
  /** All that is wrong. */
  readonly errors: readonly FieldError[];
  /** Original key. */
  readonly key: Buffer | null;
  /** Original bytes; null for a tombstone. */
  readonly value: Buffer | null;
  /** Original headers. */
  readonly headers: readonly Header[];
  /** The Kafka record's time. */
  readonly recordTime: number;
  /** When intake gave up on it. */
  readonly deadLetteredAt: number;
}

/** How far the deploy has come. */
export type DeployStatus = 'started' | 'progressing' | 'succeeded' | 'failed' | 'rolled_back';

/** A version that goes out. */
export interface Deploy {
  /** Unique within tenant and source; absent: derived from the content. */
  readonly id: string | null;
  /** When it happened; absent: the Kafka record's time. */
  readonly occurredAt: number | null;
  /** Who owns the signal. */
  readonly tenant: string;
  /** For example production. */
  readonly environment: string;
  /** The service it is about; absent: resolved from labels. */
  readonly service: string | null;
  /** What reports it, for example prometheus. */
  readonly source: string;
  /** Labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** Places to look at. */
  readonly links: readonly Link[];
  /** The deploy's own id. */
  readonly deployId: string;
  /** Version deployed. */
  readonly version: string;
  /** Version before. */
  readonly previousVersion: string | null;
  /** Progress. */
  readonly status: DeployStatus;
  /** Who or what deploys. */
  readonly actor: string | null;
  /** Commit id. */
  readonly commit: string | null;
  /** Repository. */
  readonly repository: string | null;
  /** Longer text. */
  readonly description: string | null;
}

/** How an event came about. */
export interface EventMetadata {
  /** engine, or who gave the command. */
  readonly actor: string;
  /** Id of the signal, command or event that caused it. */
  readonly causationId: string;
  /** Id that ties one flow together: the incident id for the engine. */
  readonly correlationId: string;
  /** Policy that decided; null for what people did. */
  readonly policyVersion: string | null;
}

/** Which way it points. */
export type Stance = 'for' | 'against';

/** One reason why. */
export interface Evidence {
  /** Kind of reason, for example same-fingerprint. */
  readonly kind: string;
  /** Strength in [0,1]. */
  readonly weight: number;
  /** For or against. */
  readonly stance: Stance;
  /** A sentence a person understands. */
  readonly text: string;
}

/** A signal as its incident knows it. */
export interface MemberSignal {
  /** Signal id. */
  readonly signalId: string;
  /** Kind of the signal. */
  readonly kind: 'alert' | 'deploy' | 'log' | 'config-change';
  /** Service. */
  readonly service: string | null;
  /** Source. */
  readonly source: string;
  /** Fingerprint. */
  readonly fingerprint: string;
  /** Short name. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** Severity. */
  readonly severity: Severity | null;
  /** firing or resolved for alerts. */
  readonly status: string | null;
  /** Event time. */
  readonly occurredAt: number;
  /** When intake read it. */
  readonly receivedAt: number;
  /** Combined evidence in [0,1]. */
  readonly score: number;
  /** Why it belongs; never empty. */
  readonly evidence: readonly Evidence[];
}

/** An incident began. */
export interface IncidentOpened {
  /** Earliest event time of its founding signals. */
  readonly onsetAt: number;
  /** First severity. */
  readonly severity: Severity;
  /** Founding signals, at most 200 in this event. */
  readonly members: readonly MemberSignal[];
  /** How strongly it deserves to be an incident, in units of threshold. */
  readonly score: number;
  /** What had to be reached. */
  readonly threshold: number;
  /** Why it became an incident. */
  readonly reasons: readonly Evidence[];
  /** An earlier incident of the same kind. */
  readonly recurrenceOf: string | null;
}

/** Signals joined. */
export interface SignalsCorrelated {
  /** At least one. */
  readonly members: readonly MemberSignal[];
}

/** Repetitions of one fingerprint. */
export interface Repeat {
  /** Fingerprint. */
  readonly fingerprint: string;
  /** Ids of the repetitions. */
  readonly signalIds: readonly string[];
  /** Event time of the last. */
  readonly lastSeenAt: number;
}

/** Episodes that the incident already has were reported again. */
export interface SignalsRepeated {
  /** At least one. */
  readonly repeats: readonly Repeat[];
}

/** A signal joined that arrived behind the watermark. */
export interface SignalLate {
  /** The signal. */
  readonly member: MemberSignal;
  /** How far behind the watermark, in ms. */
  readonly latenessMs: number;
}

/** Alerts of the incident reported resolved. */
export interface EpisodesResolved {
  /** The resolving signals; at least one. */
  readonly members: readonly MemberSignal[];
}

/** The severity changed. */
export interface SeverityChanged {
  /** Before. */
  readonly from: Severity;
  /** After. */
  readonly to: Severity;
  /** Why. */
  readonly reason: string;
  /** Who decided. */
  readonly by: 'engine' | 'person';
}

/** A change that may have caused the incident. */
export interface ChangeSuspect {
  /** Signal id of the change. */
  readonly signalId: string;
  /** deployId or changeId. */
  readonly changeId: string;
  /** Kind of the change. */
  readonly kind: 'deploy' | 'config-change';
  /** Service changed. */
  readonly service: string | null;
  /** What was changed, in a few words. */
  readonly title: string;
  /** Who or what did it. */
  readonly actor: string | null;
  /** Event time. */
  readonly occurredAt: number;
  /** Suspicion in [0,1]. */
  readonly score: number;
  /** For and against. */
  readonly evidence: readonly Evidence[];
}

/** A service that may be where it began. */
export interface ServiceSuspect {
  /** Service. */
  readonly service: string;
  /** Suspicion in [0,1]. */
  readonly score: number;
  /** For and against. */
  readonly evidence: readonly Evidence[];
}

/** The order or a score of the suspects moved enough to matter. */
export interface SuspectsRanked {
  /** Best first, at most 10. */
  readonly changes: readonly ChangeSuspect[];
  /** Best first, at most 10. */
  readonly services: readonly ServiceSuspect[];
}

/** Somebody took it. */
export interface IncidentAcknowledged {
  /** What they said. */
  readonly note: string | null;
}

/** The effect ended. */
export interface IncidentMitigated {
  /** Who decided. */
  readonly by: 'engine' | 'person';
  /** Why. */
  readonly reason: string;
  /** Event time. */
  readonly at: number;
}

/** It is over. */
export interface IncidentResolved {
  /** Who decided. */
  readonly by: 'engine' | 'person';
  /** Why. */
  readonly reason: string;
  /** Event time. */
  readonly at: number;
}

/** It came back. */
export interface IncidentReopened {
  /** Who decided. */
  readonly by: 'engine' | 'person';
  /** Why. */
  readonly reason: string;
  /** Event time. */
  readonly at: number;
}

/** Another incident was found to be part of this one. */
export interface IncidentsMerged {
  /** Incidents that end here. */
  readonly absorbedIds: readonly string[];
  /** Members that came with them, at most 200 in this event. */
  readonly members: readonly MemberSignal[];
  /** Why. */
  readonly evidence: readonly Evidence[];
  /** Who decided. */
  readonly by: 'engine' | 'person';
}

/** This incident was absorbed and is closed. */
export interface IncidentMergedInto {
  /** Where to look now. */
  readonly survivorId: string;
  /** Who decided. */
  readonly by: 'engine' | 'person';
}

/** Signals were moved out. */
export interface IncidentSplit {
  /** Where they went. */
  readonly newIncidentId: string;
  /** Which. */
  readonly signalIds: readonly string[];
  /** Who decided. */
  readonly by: 'engine' | 'person';
}

/** Somebody wrote something down. */
export interface NoteAdded {
  /** The note. */
  readonly text: string;
}

/** The branches of a union, by the name of their record. */
export interface IncidentEventRecordDataByType {
  IncidentOpened: IncidentOpened;
  SignalsCorrelated: SignalsCorrelated;
  SignalsRepeated: SignalsRepeated;
  SignalLate: SignalLate;
  EpisodesResolved: EpisodesResolved;
  SeverityChanged: SeverityChanged;
  SuspectsRanked: SuspectsRanked;
  IncidentAcknowledged: IncidentAcknowledged;
  IncidentMitigated: IncidentMitigated;
  IncidentResolved: IncidentResolved;
  IncidentReopened: IncidentReopened;
  IncidentsMerged: IncidentsMerged;
  IncidentMergedInto: IncidentMergedInto;
  IncidentSplit: IncidentSplit;
  NoteAdded: NoteAdded;
}

/** One event of an incident. */
export interface IncidentEventRecord {
  /** UUIDv5 of stream and version. */
  readonly eventId: string;
  /** Id of the aggregate; the Kafka key. */
  readonly streamId: string;
  /** 1, 2, 3, … without gaps inside the stream. */
  readonly version: number;
  /** Position in the store; orders streams only together with transactionId. */
  readonly globalPosition: number;
  /** Who owns it. */
  readonly tenant: string;
  /** For example production. */
  readonly environment: string;
  /** Scope of the aggregate. */
  readonly scope: string;
  /** Event type; the name of the payload's record. */
  readonly type: string;
  /** Event time of what it tells. */
  readonly occurredAt: number;
  /** When it was decided, by the log's clock. */
  readonly recordedAt: number;
  /** Actor, cause, policy. */
  readonly metadata: EventMetadata;
  /** The payload. */
  readonly data: Branch<IncidentEventRecordDataByType>;
}

/** A log line. */
export interface Log {
  /** Unique within tenant and source; absent: derived from the content. */
  readonly id: string | null;
  /** When it happened; absent: the Kafka record's time. */
  readonly occurredAt: number | null;
  /** Who owns the signal. */
  readonly tenant: string;
  /** For example production. */
  readonly environment: string;
  /** The service it is about; absent: resolved from labels. */
  readonly service: string | null;
  /** What reports it, for example prometheus. */
  readonly source: string;
  /** Labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** Places to look at. */
  readonly links: readonly Link[];
  /** Level, for example error. */
  readonly level: string;
  /** The line. */
  readonly message: string;
  /** Instance that wrote it. */
  readonly instance: string | null;
  /** Trace id. */
  readonly traceId: string | null;
  /** Span id. */
  readonly spanId: string | null;
  /** Attributes. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** One sentence and what it stands on. */
export interface CitedSentence {
  /** Plain text. */
  readonly text: string;
  /** Event ids; never empty. */
  readonly citations: readonly string[];
}

/** One section. */
export interface DraftedSection {
  /** Stable name, for example summary. */
  readonly key: string;
  /** Heading. */
  readonly heading: string;
  /** Generated sentences, in order. */
  readonly sentences: readonly CitedSentence[];
  /** What a person should add. */
  readonly prompts: readonly string[];
}

/** A draft was made from an incident. */
export interface PostmortemDrafted {
  /** Incident. */
  readonly incidentId: string;
  /** Last incident event that the draft knows. */
  readonly incidentVersion: number;
  /** Why now: resolved, or on demand. */
  readonly reason: string;
  /** Title. */
  readonly title: string;
  /** In order. */
  readonly sections: readonly DraftedSection[];
}

/** The draft was made anew because the incident moved on. */
export interface PostmortemRedrafted {
  /** Last incident event that the draft knows. */
  readonly incidentVersion: number;
  /** Why. */
  readonly reason: string;
  /** Title. */
  readonly title: string;
  /** In order. */
  readonly sections: readonly DraftedSection[];
}

/** The branches of a union, by the name of their record. */
export interface PostmortemEventRecordDataByType {
  PostmortemDrafted: PostmortemDrafted;
  PostmortemRedrafted: PostmortemRedrafted;
}

/** One event of a post-mortem. */
export interface PostmortemEventRecord {
  /** UUIDv5 of stream and version. */
  readonly eventId: string;
  /** Id of the aggregate; the Kafka key. */
  readonly streamId: string;
  /** 1, 2, 3, … without gaps inside the stream. */
  readonly version: number;
  /** Position in the store; orders streams only together with transactionId. */
  readonly globalPosition: number;
  /** Who owns it. */
  readonly tenant: string;
  /** For example production. */
  readonly environment: string;
  /** Scope of the aggregate. */
  readonly scope: string;
  /** Event type; the name of the payload's record. */
  readonly type: string;
  /** Event time of what it tells. */
  readonly occurredAt: number;
  /** When it was decided, by the log's clock. */
  readonly recordedAt: number;
  /** Actor, cause, policy. */
  readonly metadata: EventMetadata;
  /** The payload. */
  readonly data: Branch<PostmortemEventRecordDataByType>;
}

/** What only alerts have. */
export interface AlertDetail {
  /** Alert name. */
  readonly name: string;
  /** firing or resolved. */
  readonly status: AlertStatus;
  /** Start of the episode. */
  readonly startsAt: number;
  /** End of the episode, when known. */
  readonly endsAt: number | null;
  /** Longer text. */
  readonly description: string | null;
  /** Annotations after redaction. */
  readonly annotations: Readonly<Record<string, string>>;
  /** The measured value. */
  readonly value: number | null;
}

/** What only deploys have. */
export interface DeployDetail {
  /** The deploy's own id. */
  readonly deployId: string;
  /** Version deployed. */
  readonly version: string;
  /** Version before. */
  readonly previousVersion: string | null;
  /** Progress. */
  readonly status: DeployStatus;
  /** Who or what deployed. */
  readonly actor: string | null;
  /** Commit id. */
  readonly commit: string | null;
  /** Repository. */
  readonly repository: string | null;
  /** Longer text. */
  readonly description: string | null;
}

/** What only log lines have. */
export interface LogDetail {
  /** Level in lower case. */
  readonly level: string;
  /** The line after redaction. */
  readonly message: string;
  /** Instance that wrote it. */
  readonly instance: string | null;
  /** Trace id. */
  readonly traceId: string | null;
  /** Span id. */
  readonly spanId: string | null;
  /** Attributes after redaction. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What only config changes have. */
export interface ConfigChangeDetail {
  /** The change's own id. */
  readonly changeId: string;
  /** What was altered. */
  readonly changeKind: ChangeKind;
  /** The flag, setting or resource. */
  readonly key: string;
  /** Value before, redacted. */
  readonly oldValue: string | null;
  /** Value after, redacted. */
  readonly newValue: string | null;
  /** Who or what changed it. */
  readonly actor: string | null;
  /** Longer text. */
  readonly description: string | null;
}

/** One thing that a source reported, validated, redacted and keyed by scope. */
export interface Signal {
  /** UUIDv5 of tenant, environment, source and the producer's id: the identity inside Throughline. */
  readonly id: string;
  /** The producer's id, or the one derived from the content when it sent none. */
  readonly sourceId: string;
  /** alert, deploy, log or config-change; exactly the detail field of that kind is set. */
  readonly kind: 'alert' | 'deploy' | 'log' | 'config-change';
  /** Who owns the signal. */
  readonly tenant: string;
  /** For example production. */
  readonly environment: string;
  /** The boundary inside which it may be correlated; the Kafka key. */
  readonly scope: string;
  /** The service it is about; null when nothing names one. */
  readonly service: string | null;
  /** What reported it, for example prometheus. */
  readonly source: string;
  /** When it happened, by the producer's clock; clamped when in the future. */
  readonly occurredAt: number;
  /** When intake read it, by intake's clock. */
  readonly receivedAt: number;
  /** What makes two signals of a kind the same: of an alert its identity, of a log line its pattern, of a change its id. */
  readonly fingerprint: string;
  /** Short name: alert name, log pattern, 'deploy VERSION', or the changed key. */
  readonly name: string;
  /** One sentence for a person. */
  readonly summary: string;
  /** Severity after the policy's mapping; null for changes. */
  readonly severity: Severity | null;
  /** Labels after redaction. */
  readonly labels: Readonly<Record<string, string>>;
  /** Links after redaction. */
  readonly links: readonly Link[];
  /** What intake repaired or noticed: clamped-future, redacted, truncated, repaired-text, derived-id, ... */
  readonly flags: readonly string[];
  /** The input record it came from. */
  readonly origin: Origin;
  /** Set for alerts. */
  readonly alert: AlertDetail | null;
  /** Set for deploys. */
  readonly deploy: DeployDetail | null;
  /** Set for log lines. */
  readonly log: LogDetail | null;
  /** Set for config changes. */
  readonly configChange: ConfigChangeDetail | null;
}

/** Time that passed without signals, written by the partition's owner. */
export interface Tick {
  /** Wall clock up to which intake has forwarded its input. */
  readonly at: number;
}

/** From the next record on, this policy decides. */
export interface PolicyActivated {
  /** Content hash. */
  readonly version: string;
  /** The whole policy, as canonical JSON. */
  readonly content: string;
}

/** From the next record on, this catalog is known. */
export interface CatalogActivated {
  /** Content hash. */
  readonly version: string;
  /** The whole catalog, as canonical JSON. */
  readonly content: string;
}

/** The branches of a union, by the name of their record. */
export interface LogEntryRecordBodyByType {
  Signal: Signal;
  Tick: Tick;
  PolicyActivated: PolicyActivated;
  CatalogActivated: CatalogActivated;
}

/** One record of the internal signals topic: everything that reaches the correlator, in the order in which it counts. */
export interface LogEntryRecord {
  /** What it is. */
  readonly body: Branch<LogEntryRecordBodyByType>;
}
