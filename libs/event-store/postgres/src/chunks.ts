import { type SerializedEvent } from './rows.js';

/** Rows a statement at most: beyond it the append rate no longer grows. */
const maxRows = 500;
/** Characters of JSON a statement at most: bounds what both ends hold in memory. */
const maxCharacters = 4_000_000;

/** Cuts events into statements. An event that is too large by itself goes alone. */
export function* chunks(events: Iterable<SerializedEvent>): Generator<readonly SerializedEvent[]> {
  let chunk: SerializedEvent[] = [];
  let characters = 0;
  for (const event of events) {
    const size = event.data.length + event.metadata.length;
    if (chunk.length > 0 && (chunk.length === maxRows || characters + size > maxCharacters)) {
      yield chunk;
      [chunk, characters] = [[], 0];
    }
    chunk.push(event);
    characters += size;
  }
  if (chunk.length > 0) yield chunk;
}
