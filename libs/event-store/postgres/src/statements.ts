const columns = `e.global_position::float8 as global_position, e.transaction_id::text as transaction_id, e.stream_id, e.category,
  e.version, e.event_id, e.type, e.data, e.metadata, e.tenant, e.environment, e.scope,
  (extract(epoch from e.occurred_at) * 1000)::float8 as occurred_at,
  (extract(epoch from e.recorded_at) * 1000)::float8 as recorded_at`;

/** $1 streams. */
export const selectVersions = {
  name: 'event-store-versions',
  text: `select stream_id, max(version) as version from events where stream_id = any($1::uuid[]) group by stream_id`,
};

/** $1 streams, $2 the version before the first, $3 the last, each by place. */
export const selectSpans = {
  name: 'event-store-spans',
  text: `select ${columns}
           from unnest($1::uuid[], $2::integer[], $3::integer[]) as wanted (stream_id, after, last)
           join events e on e.stream_id = wanted.stream_id and e.version > wanted.after and e.version <= wanted.last`,
};

/** One array a column. In the order given, so that positions follow it. */
export const insertEvents = {
  name: 'event-store-insert',
  text: `insert into events (stream_id, category, version, event_id, type, data, metadata, tenant, environment, scope,
                             occurred_at, recorded_at)
         select stream_id, category, version, event_id, type, data, metadata, tenant, environment, scope,
                to_timestamp(occurred_at / 1000), to_timestamp(recorded_at / 1000)
           from unnest($1::uuid[], $2::text[], $3::integer[], $4::uuid[], $5::text[], $6::jsonb[], $7::jsonb[], $8::text[],
                       $9::text[], $10::text[], $11::float8[], $12::float8[]) with ordinality
             as added (stream_id, category, version, event_id, type, data, metadata, tenant, environment, scope,
                       occurred_at, recorded_at, place)
          order by place
         on conflict do nothing
         returning event_id, global_position::float8 as global_position`,
};

/** $1 event ids. */
export const deleteEvents = 'delete from events where event_id = any($1::uuid[])';

/** $1 stream, $2 first and $3 last version, $4 limit. */
export const selectStream = {
  name: 'event-store-stream',
  text: `select ${columns} from events e
          where e.stream_id = $1 and e.version >= $2 and e.version <= $3 order by e.version limit $4`,
};

/** $1 categories, $2 transaction and $3 position after which to read, $4 limit. Each category from its index, then merged. */
export const selectLog = {
  name: 'event-store-log',
  text: `select e.*
           from unnest($1::text[]) as wanted (category)
          cross join lateral (
            select ${columns} from events e
             where e.category = wanted.category
               and (e.transaction_id, e.global_position) > ($2::xid8, $3::bigint)
               and e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
             order by e.transaction_id, e.global_position
             limit $4) as e
          order by e.transaction_id::xid8, e.global_position
          limit $4`,
};

/**
 * Age of the oldest transaction that has a transaction id, ms. From its begin, so it may say a little too much.
 * Transactions of other roles are seen only by members of `pg_read_all_stats`.
 */
export const selectHorizonAge = `
  select coalesce(greatest(max(extract(epoch from clock_timestamp() - began)) * 1000, 0), 0)::float8 as age
    from (select xact_start from pg_stat_activity where backend_xid is not null
          union all
          select prepared from pg_prepared_xacts) as writing (began)`;
