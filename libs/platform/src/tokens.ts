/** Injection tokens of what the platform provides; each is one object a process. */

/** The checked configuration (`ServerConfig`). */
export const CONFIG = Symbol('throughline.config');
/** The root logger (`Logger` of pino). */
export const LOGGER = Symbol('throughline.logger');
/** The policy in force at boot (`Policy`). */
export const POLICY = Symbol('throughline.policy');
/** The catalog in force at boot (`Catalog`). */
export const CATALOG = Symbol('throughline.catalog');
/** The PostgreSQL pool (`Pool` of pg). */
export const POOL = Symbol('throughline.pool');
/** The event store on that pool (`PostgresEventStore`); appends hint at nothing. */
export const EVENT_STORE = Symbol('throughline.event-store');
/** The Kafka client (`Kafka` of kafkajs). */
export const KAFKA = Symbol('throughline.kafka');
