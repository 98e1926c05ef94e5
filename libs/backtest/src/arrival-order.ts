const receivedAtOf = (line: unknown): number | null => {
  if (typeof line !== 'object' || line === null || !('receivedAt' in line)) return null;
  const { receivedAt } = line;
  const ms = typeof receivedAt === 'string' ? Date.parse(receivedAt) : receivedAt;
  return typeof ms === 'number' && Number.isFinite(ms) ? ms : null;
};

/**
 * The lines of a signals file in the order of their arrival: by `receivedAt` where they say, a line that does not say with the one before
 * it. Lines are handed on as they come up to the first that says; the rest is kept in memory to be sorted.
 */
export function* inArrivalOrder(lines: Iterable<unknown>): Iterable<unknown> {
  const rest: { readonly line: unknown; readonly at: number }[] = [];
  for (const line of lines) {
    const at = receivedAtOf(line) ?? rest.at(-1)?.at ?? null;
    if (at === null) yield line;
    else rest.push({ line, at });
  }
  rest.sort((a, b) => a.at - b.at);
  for (const { line } of rest) yield line;
}
