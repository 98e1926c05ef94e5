export { OvertakenError, type Publish, type RelayRecord } from './lane.js';
export { isRelayActive, readRelayLag } from './positions.js';
export * from './relay.js';
