import { RegistryError } from './registry-error.js';

export interface RegistrySettings {
  /** Base of the Confluent-compatible API, e.g. `http://127.0.0.1:8081` or `…/apis/ccompat/v7`. */
  readonly url: string;
  readonly auth?: { readonly username: string; readonly password: string };
  /** How long one answer may take, in milliseconds; default 5000. */
  readonly timeoutMs?: number;
}

export const defaultTimeoutMs = 5_000;

/** The two calls that the client library does not offer. */
export class RegistryHttp {
  constructor(private readonly settings: RegistrySettings) {}

  /** Whether the registry itself answers: a 404 of a proxy in front of it must not condemn records. */
  async isUp(): Promise<boolean> {
    try {
      const response = await this.#request('/subjects');
      return response.ok && Array.isArray(await response.json());
    } catch {
      return false;
    }
  }

  /** Whether a schema could be the next version of a subject; a subject that does not exist takes any. Throws {@link RegistryError}. */
  async isCompatible(
    subject: string,
    schema: string,
  ): Promise<{ readonly compatible: boolean; readonly messages: readonly string[] }> {
    const path = `/compatibility/subjects/${encodeURIComponent(subject)}/versions/latest?verbose=true`;
    let response: Response;
    try {
      response = await this.#request(path, { method: 'POST', body: JSON.stringify({ schema }) });
    } catch (cause) {
      throw new RegistryError(
        'registry-unavailable',
        `the registry does not answer at ${this.settings.url}`,
        {
          cause,
        },
      );
    }
    if (response.status === 404 && (await this.isUp())) return { compatible: true, messages: [] };
    if (!response.ok) {
      throw new RegistryError('registry-unavailable', `the registry answers ${response.status} to ${path}`);
    }
    const body = (await response.json()) as { is_compatible?: boolean; messages?: readonly string[] };
    return { compatible: body.is_compatible === true, messages: body.messages ?? [] };
  }

  #request(path: string, init: RequestInit = {}): Promise<Response> {
    const { url, auth, timeoutMs = defaultTimeoutMs } = this.settings;
    const headers: Record<string, string> = { 'content-type': 'application/vnd.schemaregistry.v1+json' };
    if (auth !== undefined) {
      const credentials = Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
      headers.authorization = `Basic ${credentials}`;
    }
    return fetch(`${url.replace(/\/+$/, '')}${path}`, {
      ...init,
      headers,
      signal: AbortSignal.timeout(timeoutMs),
    });
  }
}
