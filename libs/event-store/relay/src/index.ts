export { OvertakenError, type Publish, type RelayRecord } from './lane.js';
export { readRelayLag } from './positions.js';
export * from './relay.js';
