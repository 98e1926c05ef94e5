import { type OnApplicationShutdown } from '@nestjs/common';
import { PostgresEventStore } from '@throughline/event-store-postgres';
import { type PostmortemDocument } from '@throughline/postmortems';
import { ReadModels } from '@throughline/read-models-postgres';
import { createPool } from '@throughline/storage';
import { type Pool } from 'pg';
import { queryTimeoutMs, withStatementTimeout } from './query-timeout.js';
import { readDocument } from './read-document.js';

export interface ApiReadsOptions {
  readonly databaseUrl: string;
  /** How long one statement may take, ms. */
  readonly timeoutMs?: number;
}

/**
 * Everything that the API reads, over connections of its own: readers that are many or slow do not take those of the consumers in
 * the same process, and their statements end sooner. The tenant comes from the credential and is part of every question.
 */
export class ApiReads implements OnApplicationShutdown {
  readonly models: ReadModels;
  private readonly pool: Pool;

  constructor({ databaseUrl, timeoutMs = queryTimeoutMs }: ApiReadsOptions) {
    this.pool = createPool({
      databaseUrl: withStatementTimeout(databaseUrl, timeoutMs),
      applicationName: 'throughline-api',
    });
    this.models = new ReadModels(this.pool, new PostgresEventStore(this.pool));
  }

  postmortem(tenant: string, incidentId: string): Promise<PostmortemDocument | null> {
    return readDocument(this.pool, tenant, incidentId);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
