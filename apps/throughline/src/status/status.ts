import { isRelayActive, readRelayLag } from '@throughline/event-store-relay';
import { type ServerConfig } from '@throughline/platform';
import { type Outcomes, readOutcomes } from '@throughline/storage';
import { type Pool } from 'pg';
import { withAdmin, withPool } from '../servers/connections.js';
import { apiUrl } from '../servers/api-address.js';
import { apiHealth, type ApiHealth } from './api-health.js';
import { consumingStage, consumingStages, type StageStatus } from './stages.js';

export interface Status {
  /** By name, in the order in which signals pass them. */
  readonly stages: Readonly<Record<string, StageStatus>>;
  readonly signals: Outcomes;
  readonly api: ApiHealth;
}

/** Where everything stands, read from Kafka and PostgreSQL themselves: it is true also when a service lies about itself. */
export const readStatus = (config: ServerConfig): Promise<Status> =>
  withPool(config, (pool) =>
    withAdmin(config, async (admin) => {
      const { topicPrefix, groupPrefix } = config.kafka;
      const source = { admin, pool, topicPrefix, groupPrefix };
      const [consuming, relay, signals, api] = await Promise.all([
        Promise.all(
          consumingStages.map(async (stage) => [stage.name, await consumingStage(source, stage)] as const),
        ),
        relayStage(pool),
        readOutcomes(pool),
        apiHealth(apiUrl(config.home, config.apiPort)),
      ]);
      const [intake, correlator, ...readers] = consuming;
      const stages = Object.fromEntries(
        [intake, correlator, ['relay', relay] as const, ...readers].filter((stage) => stage !== undefined),
      );
      return { stages, signals, api };
    }),
  );

async function relayStage(pool: Pool): Promise<StageStatus> {
  const [active, lag] = await Promise.all([isRelayActive(pool), readRelayLag(pool)]);
  return { state: active ? 'up' : 'down', lag: Object.values(lag).reduce((sum, behind) => sum + behind, 0) };
}

/** Names of what is down. */
export const downParts = ({ stages, api }: Status): string[] => [
  ...Object.entries(stages).flatMap(([name, { state }]) => (state === 'down' ? [name] : [])),
  ...(api.ready ? [] : ['api']),
];
