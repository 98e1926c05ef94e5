import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Where everything of one stack lies. */
export type HomeLayout = {
  home: string;
  /** Held by the process that runs the stack. */
  lock: string;
  /** Ports, settings and processes: what a second start reads. Holds a password. */
  record: string;
  credentials: string;
  logs: string;
  /** One file a running server, for clearing up after a kill. */
  pids: string;
  kafka: string;
  registry: string;
  postgres: string;
  /** Says where PostgreSQL's data lie when the home is no place for them. */
  place: string;
};

export function homeLayout(directory: string): HomeLayout {
  const home = resolve(directory);
  return {
    home,
    lock: join(home, 'stack.lock'),
    record: join(home, 'stack.json'),
    credentials: join(home, 'credentials.json'),
    logs: join(home, 'logs'),
    pids: join(home, 'run'),
    kafka: join(home, 'kafka'),
    registry: join(home, 'registry'),
    postgres: join(home, 'postgres'),
    place: join(home, 'postgres', 'place.json'),
  };
}

export async function createHome(layout: HomeLayout): Promise<void> {
  for (const directory of [layout.logs, layout.pids, layout.kafka, layout.registry, layout.postgres])
    await mkdir(directory, { recursive: true });
}
