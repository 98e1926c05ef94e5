/** A record to produce. */
export interface OutputRecord {
  /** Decides the partition unless one is given. */
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers?: Readonly<Record<string, Buffer | string>>;
  /** Exact partition, e.g. for a tick; absent: by the key, as the Java client does. */
  readonly partition?: number;
  /** Record time in milliseconds; absent: now. */
  readonly timestamp?: number;
}

export interface ChunkLimits {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

const overhead = 40;
const lengthOf = (part: Buffer | string | null | undefined): number =>
  part === null || part === undefined ? 0 : Buffer.byteLength(part);

/** About how many bytes a record takes in a request. */
export function sizeOf(record: OutputRecord): number {
  const headers = Object.entries(record.headers ?? {}).reduce(
    (sum, [key, value]) => sum + key.length + lengthOf(value) + 10,
    0,
  );
  return overhead + lengthOf(record.key) + lengthOf(record.value) + headers;
}

/** Cuts records into runs within the limits, in order; a record that is larger than `maxBytes` goes alone. */
export function* chunks(
  records: readonly OutputRecord[],
  { maxRecords, maxBytes }: ChunkLimits,
): Generator<readonly OutputRecord[]> {
  let from = 0;
  let bytes = 0;
  for (const [at, record] of records.entries()) {
    const size = sizeOf(record);
    if (at > from && (at - from >= maxRecords || bytes + size > maxBytes)) {
      yield records.slice(from, at);
      from = at;
      bytes = 0;
    }
    bytes += size;
  }
  if (from < records.length) yield records.slice(from);
}
