import { resolveApiKey, type ThroughlineConfig } from '@throughline/platform';
import { CliError, exitCodes } from '../errors.js';
import { apiUrl } from './api-address.js';

interface Problem {
  readonly title?: string;
  readonly detail?: string;
}

/** The REST API as the command line uses it: the configured or kept key, problems as errors for a person. */
export class ApiClient {
  readonly url: string;
  readonly #key: string;

  constructor(config: ThroughlineConfig) {
    this.url = apiUrl(config.home, config.apiPort);
    this.#key = config.apiKey ?? resolveApiKey(config.home).key;
  }

  async json<T>(path: string): Promise<T> {
    return (await (await this.#get(path, 'application/json')).json()) as T;
  }

  async text(path: string, accept: string): Promise<string> {
    return (await this.#get(path, accept)).text();
  }

  async #get(path: string, accept: string): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(`${this.url}${path}`, {
        headers: { authorization: `Bearer ${this.#key}`, accept },
      });
    } catch (cause) {
      throw new CliError(
        `The API does not answer at ${this.url}. Start it with \`npm start\`, or set THROUGHLINE_API_PORT to its port.`,
        exitCodes.failed,
        { cause },
      );
    }
    if (response.ok) return response;
    const problem = (await response.json().catch(() => ({}))) as Problem;
    const what = problem.detail ?? problem.title ?? `status ${response.status}`;
    throw new CliError(what, response.status === 404 ? exitCodes.notFound : exitCodes.failed);
  }
}
