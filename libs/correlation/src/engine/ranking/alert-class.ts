/** What an alert's name says that it measures. */
export type AlertClass = 'error' | 'latency' | 'resource' | 'traffic' | 'other';

/** Words of alert names, in the order in which they are tried. */
const words: readonly (readonly [AlertClass, RegExp])[] = [
  [
    'error',
    /err|fail|fault|5xx|4xx|exception|availab|success|[-_. ]sr\b|not ?ready|crash|reject|refus|slo|burn|synthetic|exhaust|oom/,
  ],
  ['latency', /latenc|duration|slow|response|[-_. ]mrt\b|\bp\d\d|delay|timeout|lag/],
  [
    'traffic',
    /traffic|request|\brps\b|\bqps\b|throughput|workload|network|receive|transmit|packets|[-_. ]rr\b/,
  ],
  [
    'resource',
    /cpu|mem|disk|\bfs|_fs|io\b|[-_. ]io|thread|heap|\bgc\b|syscall|pod|restart|queue|backlog|pool|conn|evict|load/,
  ],
];

export function classOf(name: string): AlertClass {
  const lower = name.toLowerCase();
  return words.find(([, pattern]) => pattern.test(lower))?.[0] ?? 'other';
}

/** Less of something. Of errors and availability less is no relief: their names say `down` for bad. */
const less = /down|low\b|drop|decreas|missing/;

export const tellsOfLess = (name: string, alertClass: AlertClass): boolean =>
  alertClass !== 'error' && less.test(name.toLowerCase());

/** Measured where a call is made, not where it is served. */
export const isClientSide = (name: string): boolean =>
  /client|outbound|egress|upstream/.test(name.toLowerCase());

/** The family of an alert: the first word of its name. */
export const familyOf = (name: string): string => /^[^\s:.(]*/.exec(name)?.[0] ?? name;
