import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { type ClientBase } from 'pg';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** A partition's state and the offset of the first record that it has not seen. */
export interface Snapshot {
  readonly nextOffset: bigint;
  readonly state: unknown;
}

/** Replaces the partition's snapshot of this engine version. Call it inside the transaction that moves the offset. */
export async function storeSnapshot(
  client: ClientBase,
  partition: number,
  engineVersion: string,
  snapshot: Snapshot,
): Promise<{ readonly bytes: number }> {
  const state = await compress(JSON.stringify(snapshot.state));
  await client.query({
    name: 'snapshot-upsert',
    text: `
    INSERT INTO partition_snapshots (log_partition, engine_version, next_offset, state, created_at) VALUES ($1, $2, $3, $4, now())
    ON CONFLICT (log_partition, engine_version)
    DO UPDATE SET next_offset = excluded.next_offset, state = excluded.state, created_at = excluded.created_at`,
    values: [partition, engineVersion, snapshot.nextOffset.toString(), state],
  });
  return { bytes: state.byteLength };
}

/** The partition's snapshot of this engine version; one of another version is of no use to it. */
export async function loadSnapshot(
  client: ClientBase,
  partition: number,
  engineVersion: string,
): Promise<Snapshot | undefined> {
  const { rows } = await client.query<{ next_offset: string; state: Buffer }>(
    'SELECT next_offset::text AS next_offset, state FROM partition_snapshots WHERE log_partition = $1 AND engine_version = $2',
    [partition, engineVersion],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const text = (await decompress(row.state)).toString('utf8');
  return { nextOffset: BigInt(row.next_offset), state: JSON.parse(text) as unknown };
}
