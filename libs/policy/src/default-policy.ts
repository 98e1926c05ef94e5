import { type Severity } from '@throughline/contracts';
import { defaultEnginePolicy } from './engine-policy.js';
import { type PolicySettings } from './policy.js';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

const severityWords: Readonly<Record<Severity, readonly string[]>> = {
  critical:
    'critical crit fatal emergency emerg alert panic page disaster blocker p0 p1 sev0 sev1 urgent'.split(' '),
  error: 'error err high major severe failure failed average p2 sev2'.split(' '),
  warning: 'warning warn minor medium moderate degraded p3 sev3'.split(' '),
  info: 'info information informational notice low debug trace verbose ok none unknown p4 p5 sev4 sev5'.split(
    ' ',
  ),
};

const severityMapping = Object.fromEntries(
  Object.entries(severityWords).flatMap(([severity, words]) =>
    words.map((word) => [word, severity as Severity] as const),
  ),
);

/** What holds where a policy says nothing. */
export const defaultSettings: PolicySettings = {
  scope: { labels: [] },
  service: {
    labels: [
      'service',
      'service.name',
      'service_name',
      'app',
      'app.kubernetes.io/name',
      'app_kubernetes_io_name',
      'k8s.deployment.name',
      'job',
      'container',
      'deployment',
      'statefulset',
      'daemonset',
    ],
  },
  alerts: {
    identityLabels: [],
    volatileLabels: [
      'value',
      'timestamp',
      'trace_id',
      'traceId',
      'span_id',
      'spanId',
      'request_id',
      'requestId',
      'prometheus_replica',
      '__replica__',
    ],
  },
  severity: { mapping: severityMapping },
  time: {
    holdBack: 10 * second,
    lateness: hour,
    futureTolerance: 5 * minute,
    quietPeriod: 15 * minute,
    reopenWindow: 30 * minute,
    changeLookBack: 2 * hour,
  },
  redaction: { disable: [], keys: [] },
  suppression: [],
  engine: defaultEnginePolicy,
};
