import avro, { type Type } from 'avsc';
import { avroSchemas, type TopicKey } from '@throughline/contracts';

const types = new Map<TopicKey, Type>();

/** Our own Avro type of a topic's values, parsed once. Times are numbers (milliseconds); unions of records are wrapped. */
export function avroType(key: TopicKey): Type {
  const known = types.get(key);
  if (known !== undefined) return known;
  const type = avro.Type.forSchema(JSON.parse(avroSchemas[key]) as avro.Schema);
  types.set(key, type);
  return type;
}
