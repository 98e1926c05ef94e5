/** Bounds of a signal. Lengths in UTF-16 code units; what exceeds one is cut, shortened or dropped, and flagged. */
export const limits = {
  /** Ids of producers, deploys and changes, fingerprints, services, sources. */
  id: 512,
  /** Tenants, environments and values inside a scope. */
  scopePart: 128,
  /** Trace and span ids, instances, levels' words. */
  shortId: 128,
  labels: 64,
  labelKey: 128,
  labelValue: 1_024,
  annotationValue: 4_096,
  links: 16,
  href: 2_048,
  linkText: 256,
  name: 256,
  summary: 1_024,
  description: 8_192,
  message: 16_384,
  /** Old and new values of a config change. */
  value: 4_096,
  /** How much of a log line its pattern is made of. */
  pattern: 1_024,
  /** Field errors told about one record. */
  errors: 50,
} as const;

/** Nothing that Throughline is told about happened before 2000: an earlier time is a broken clock or another unit (ms). */
export const earliestTime = Date.UTC(2000, 0, 1);
