/**
 * The broker's settings that have nothing to do with where it runs: the containers of `docker-compose.yml` carry the same, and a test holds them together.
 */
export const brokerSettings = {
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.listener.names': 'CONTROLLER',
  // Topics are created with their partitions and retention on purpose, never by a typing error.
  'auto.create.topics.enable': 'false',
  // One node: nothing to replicate to.
  'offsets.topic.replication.factor': '1',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  // A laptop has a handful of groups; fifty partitions of bookkeeping only slow the first join.
  'offsets.topic.num.partitions': '8',
  'transaction.state.log.num.partitions': '4',
  'group.initial.rebalance.delay.ms': '0',
  // 8 MiB: a producer's 5 MB value must reach intake, which refuses it with a reason.
  'message.max.bytes': '8388608',
  'replica.fetch.max.bytes': '8388608',
  // Seven days, Kafka's own default, said aloud: a topic may set its own.
  'log.retention.hours': '168',
  // The cleaner's default of 128 MiB would be a quarter of the heap.
  'log.cleaner.dedupe.buffer.size': '16777216',
} as const;

type Ports = { kafka: number; controller: number };

/** `server.properties` of the local broker, on the loopback address only. `log.dirs` is relative to the directory that it is started in. */
export function serverProperties(host: string, ports: Ports): string {
  const broker = `PLAINTEXT://${host}:${ports.kafka}`;
  const properties = {
    ...brokerSettings,
    listeners: `${broker},CONTROLLER://${host}:${ports.controller}`,
    'advertised.listeners': broker,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.quorum.voters': `1@${host}:${ports.controller}`,
    'log.dirs': 'data',
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
