/** How long one statement of the API may take, ms. */
export const queryTimeoutMs = 5_000;

/** The database with a shorter patience than consumers have. A parameter of the URL goes before the pool's own setting. */
export const withStatementTimeout = (databaseUrl: string, ms: number): string => {
  const url = new URL(databaseUrl);
  url.searchParams.set('statement_timeout', String(ms));
  return url.href;
};
