import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** What the tests look at of an incident. */
export interface IncidentAnswer {
  readonly id: string;
  readonly status: string;
  readonly version: number;
  readonly services: readonly string[];
  readonly suspects: { readonly changes: readonly { readonly changeId: string }[] };
}

/** What an independent client of the REST API sees: bearer key, pages, every text it was ever given. */
export class ApiReader {
  /** Everything that was answered so far. */
  readonly answers: string[] = [];
  private readonly key: string;

  constructor(
    private readonly url: string,
    home: string,
  ) {
    this.key = readFileSync(join(home, 'api-key'), 'utf8').trim();
  }

  /** @throws Error when the answer is no success. */
  async text(path: string, accept = 'application/json'): Promise<string> {
    const response = await fetch(`${this.url}${path}`, {
      headers: { authorization: `Bearer ${this.key}`, accept },
    });
    const text = await response.text();
    this.answers.push(text);
    if (!response.ok) throw new Error(`${path} answers ${response.status}: ${text}`);
    return text;
  }

  async json<T>(path: string): Promise<T> {
    return JSON.parse(await this.text(path)) as T;
  }

  /** Every page of a list. */
  async all<Item>(path: string): Promise<Item[]> {
    const items: Item[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: Page<Item> = await this.json(`${path}?limit=100${after}`);
      items.push(...page.items);
      cursor = page.next;
    }
    return items;
  }
}
