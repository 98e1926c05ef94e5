import { redactionRuleNames } from '@throughline/redaction';
import { z } from 'zod';
import { defaultSettings } from './default-policy.js';
import { parseDuration } from './durations.js';
import { type PolicySettings } from './policy.js';

/** How a policy is written: by people in YAML (`10s`, ISO times), or as canonical content (milliseconds, epoch milliseconds). */
export type PolicyForm = 'yaml' | 'content';

const second = 1_000;
const hour = 3_600 * second;
const day = 24 * hour;

const name = z.string().min(1).max(256);
const names = z.array(name).max(256);

const durationText = (min: number, max: number) =>
  z
    .unknown()
    .transform((value, context) => {
      const ms = typeof value === 'string' ? parseDuration(value) : value === 0 ? 0 : undefined;
      if (ms !== undefined) return ms;
      context.addIssue({ code: 'custom', message: 'expected a duration such as 10s, 5m, 1h or 1h30m' });
      return z.NEVER;
    })
    .pipe(z.number().min(min, `expected at least ${min} ms`).max(max, `expected at most ${max} ms`));

const duration = (form: PolicyForm, min: number, max: number) =>
  form === 'yaml' ? durationText(min, max) : z.number();

const instantText = z.union([z.string(), z.date()]).transform((value, context) => {
  const ms = new Date(value).getTime();
  if (Number.isFinite(ms)) return ms;
  context.addIssue({ code: 'custom', message: 'expected a time such as 2025-06-01T00:00:00Z' });
  return z.NEVER;
});

const instant = (form: PolicyForm) => (form === 'yaml' ? instantText : z.number());

/** An object schema of one form: people's slips are refused, a newer writer's keys are let through and dropped. */
const section = <Shape extends z.ZodRawShape>(form: PolicyForm, shape: Shape) =>
  form === 'yaml' ? z.strictObject(shape) : z.object(shape);

/** Numbers, nested as in the defaults: the engine's keys are whatever its defaults say. */
function likeDefaults(form: PolicyForm, defaults: unknown): z.ZodType {
  if (typeof defaults === 'number') return engineNumber(form).default(defaults);
  if (typeof defaults === 'boolean') return z.boolean().default(defaults);
  if (typeof defaults === 'string') return z.string().default(defaults);
  if (Array.isArray(defaults)) return z.array(z.unknown()).default(defaults as unknown[]);
  const shape = Object.fromEntries(
    Object.entries(defaults as Record<string, unknown>).map(([key, value]) => [
      key,
      likeDefaults(form, value),
    ]),
  );
  return section(form, shape).prefault({});
}

/** A number; in YAML a duration stands for its milliseconds. */
const engineNumber = (form: PolicyForm) =>
  z.preprocess(
    (value) => (form === 'yaml' && typeof value === 'string' ? (parseDuration(value) ?? value) : value),
    z.number('expected a number, or a duration such as 90s'),
  );

const severity = z.enum(['critical', 'error', 'warning', 'info']);

/** Senders' words are compared in lower case; a policy's own come on top of the built-in ones. */
const severityMapping = z
  .record(z.string().min(1).max(128), severity)
  .default({})
  .transform((own) => ({
    ...defaultSettings.severity.mapping,
    ...Object.fromEntries(Object.entries(own).map(([word, value]) => [word.toLowerCase(), value])),
  }));

const times = (form: PolicyForm) => {
  const { time } = defaultSettings;
  return section(form, {
    holdBack: duration(form, 0, hour).default(time.holdBack),
    lateness: duration(form, 0, 7 * day).default(time.lateness),
    futureTolerance: duration(form, 0, day).default(time.futureTolerance),
    quietPeriod: duration(form, 10 * second, 7 * day).default(time.quietPeriod),
    reopenWindow: duration(form, 0, 30 * day).default(time.reopenWindow),
    changeLookBack: duration(form, 0, 7 * day).default(time.changeLookBack),
  });
};

const suppressionRule = (form: PolicyForm) =>
  section(form, {
    name,
    match: section(form, {
      service: name.optional(),
      name: name.optional(),
      source: name.optional(),
      labels: z.record(name, z.string().max(1_024)).optional(),
    }).refine((match) => Object.values(match).some((value) => value !== undefined), {
      message:
        'expected at least one of service, name, source, labels: an empty match would suppress everything',
    }),
    from: instant(form).optional(),
    until: instant(form).optional(),
  });

const settings = (form: PolicyForm) =>
  section(form, {
    scope: section(form, { labels: names.max(8).default([...defaultSettings.scope.labels]) }).prefault({}),
    service: section(form, { labels: names.default([...defaultSettings.service.labels]) }).prefault({}),
    alerts: section(form, {
      identityLabels: names.default([...defaultSettings.alerts.identityLabels]),
      volatileLabels: names.default([...defaultSettings.alerts.volatileLabels]),
    }).prefault({}),
    severity: section(form, { mapping: severityMapping }).prefault({}),
    time: times(form).prefault({}),
    redaction: section(form, {
      disable: z.array(z.enum(redactionRuleNames)).default([...defaultSettings.redaction.disable]),
      keys: names.default([...defaultSettings.redaction.keys]),
    }).prefault({}),
    suppression: z.array(suppressionRule(form)).max(1_000).default([]),
    engine: likeDefaults(form, defaultSettings.engine),
  });

const schemas: Readonly<Record<PolicyForm, z.ZodType>> = {
  yaml: settings('yaml'),
  content: settings('content'),
};

export type SettingsResult =
  | { readonly ok: true; readonly settings: PolicySettings }
  | { readonly ok: false; readonly issues: readonly z.core.$ZodIssue[] };

/** Validates what a policy says and fills in the defaults. */
export function readSettings(form: PolicyForm, value: unknown): SettingsResult {
  const result = schemas[form].safeParse(value);
  return result.success
    ? { ok: true, settings: result.data as PolicySettings }
    : { ok: false, issues: result.error.issues };
}
