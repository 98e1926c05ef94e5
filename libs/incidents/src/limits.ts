/** What bounds an incident's events and the state that its decider keeps. */
export const limits = {
  /** Members (or repeated or split signal ids) in one event; longer lists become several events. */
  membersPerEvent: 200,
  /** Suspects of each sort in one ranking. */
  suspects: 10,
  /** Signals that people moved out of one incident: the decider remembers them so that the engine cannot take them back. */
  splitSignals: 10_000,
  /** Characters of a note. */
  noteLength: 10_000,
} as const;

/** Consecutive slices of at most `size`; none for an empty list. */
export function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  const slices: Item[][] = [];
  for (let from = 0; from < items.length; from += size) slices.push(items.slice(from, from + size));
  return slices;
}
