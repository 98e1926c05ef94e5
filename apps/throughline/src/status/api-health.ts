export interface ApiHealth {
  readonly url: string;
  readonly ready: boolean;
  /** The parts that are down; absent when it is ready. */
  readonly why?: string;
}

interface Report {
  readonly parts?: Readonly<
    Record<string, { readonly status?: string; readonly detail?: { readonly reason?: unknown } }>
  >;
}

/** What `/health/ready` of the API says; not ready when nothing answers. */
export async function apiHealth(url: string): Promise<ApiHealth> {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
    if (response.ok) return { url, ready: true };
    const { parts = {} } = (await response.json()) as Report;
    const down = Object.entries(parts).filter(([, { status }]) => status === 'down');
    return {
      url,
      ready: false,
      why: down
        .map(([name, { detail }]) => `${name} ${typeof detail?.reason === 'string' ? detail.reason : 'down'}`)
        .join(', '),
    };
  } catch {
    return { url, ready: false, why: 'does not answer' };
  }
}
