import { type Signal } from '@throughline/contracts';

/** What of an alert the engine reasons with. */
export interface Traits {
  readonly service: string;
  readonly instance: string | null;
  readonly node: string | null;
  readonly version: string | null;
  /** Who calls, where the alert is about a call. */
  readonly caller: string | null;
  /** Who is called, where the alert is about a call. */
  readonly callee: string | null;
  readonly operation: string | null;
  readonly cluster: string | null;
  /** (service, instance, name, caller): what fires again and again as one thing, whatever the volatile labels say. */
  readonly series: string;
  /** (service, name, caller): the same for all instances. */
  readonly kind: string;
}

/** Labels by meaning, most telling first. */
const labels = {
  instance: ['pod', 'k8s.pod.name', 'instance', 'container_id', 'task', 'replica'],
  node: ['node', 'k8s.node.name', 'nodename', 'host', 'hostname'],
  version: ['version', 'app.kubernetes.io/version', 'service.version', 'image_tag'],
  caller: ['caller', 'source_workload', 'client'],
  callee: ['callee', 'destination_workload', 'upstream', 'peer.service', 'dependency'],
  operation: ['operation', 'route', 'endpoint', 'rpc.method'],
  cluster: ['cluster', 'k8s.cluster.name', 'region'],
} as const;

const first = (signal: Signal, names: readonly string[]): string | null => {
  for (const name of names) {
    const value = signal.labels[name];
    if (value !== undefined && value !== '') return value;
  }
  return null;
};

/** Parts joined so that no part can look like another's end. */
export const key = (...parts: readonly (string | null)[]): string =>
  parts.map((part) => part ?? '').join('\u001f');

export function traitsOf(signal: Signal): Traits {
  const service = signal.service ?? '';
  const instance = first(signal, labels.instance);
  const caller = first(signal, labels.caller);
  const callee = first(signal, labels.callee);
  return {
    service,
    instance,
    node: first(signal, labels.node),
    version: first(signal, labels.version),
    caller,
    callee,
    operation: first(signal, labels.operation),
    cluster: first(signal, labels.cluster),
    series: key(service, instance, signal.name, caller, callee),
    kind: key(service, signal.name, caller, callee),
  };
}
