import { type DeadLetter } from '@throughline/contracts';
import type pg from 'pg';

/** Bytes in one statement: letters of 5 MB go one by one. */
const bytesAtOnce = 8 * 1024 * 1024;
const lettersAtOnce = 200;

/** Keeps dead letters, whole; one that is kept already stays as it is. Gives how many are new. */
export async function insertDeadLetters(
  client: pg.ClientBase,
  letters: readonly DeadLetter[],
): Promise<number> {
  let inserted = 0;
  for (const group of inGroups(letters)) {
    const { rowCount } = await client.query(insert, columnsOf(group));
    inserted += rowCount ?? 0;
  }
  return inserted;
}

const insert = {
  name: 'insert-dead-letters',
  text: `insert into dead_letters (topic, partition, "offset", reason, errors, key, value, headers, record_time, dead_lettered_at)
         select topic, partition, "offset", reason, errors, key, value, headers,
                to_timestamp(record_time / 1000), to_timestamp(dead_lettered_at / 1000)
           from unnest($1::text[], $2::integer[], $3::bigint[], $4::text[], $5::jsonb[], $6::bytea[], $7::bytea[], $8::jsonb[],
                       $9::float8[], $10::float8[])
             as letter (topic, partition, "offset", reason, errors, key, value, headers, record_time, dead_lettered_at)
         on conflict do nothing`,
};

const columnsOf = (letters: readonly DeadLetter[]): unknown[] => [
  letters.map(({ origin }) => origin.topic),
  letters.map(({ origin }) => origin.partition),
  letters.map(({ origin }) => origin.offset),
  letters.map(({ reason }) => reason),
  letters.map(({ errors }) =>
    JSON.stringify(errors.map(({ path, message }) => ({ path: storable(path), message: storable(message) }))),
  ),
  letters.map(({ key }) => key),
  letters.map(({ value }) => value),
  letters.map(({ headers }) =>
    JSON.stringify(
      headers.map(({ key, value }) => ({ key: storable(key), value: value.toString('base64') })),
    ),
  ),
  letters.map(({ recordTime }) => recordTime),
  letters.map(({ deadLetteredAt }) => deadLetteredAt),
];

/** PostgreSQL's jsonb takes neither NUL nor lone surrogates. */
const storable = (text: string): string => text.replace(/[\0\p{Cs}]/gu, '\ufffd');

function* inGroups(letters: readonly DeadLetter[]): Generator<readonly DeadLetter[]> {
  let group: DeadLetter[] = [];
  let bytes = 0;
  for (const letter of letters) {
    const size = letter.value?.length ?? 0;
    if (group.length === lettersAtOnce || (group.length > 0 && bytes + size > bytesAtOnce)) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(letter);
    bytes += size;
  }
  if (group.length > 0) yield group;
}
