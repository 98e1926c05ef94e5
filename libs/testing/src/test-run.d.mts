type Servers = { brokers: string; registryUrl: string; databaseUrl: string };

export function databasePrefix(run: string): string;
export function namePrefix(run: string): string;
export function holdRun(databaseUrl: string, run: string): Promise<() => Promise<void>>;
export function removeRun(servers: Servers, run: string): Promise<void>;
export function removeAbandonedRuns(servers: Servers): Promise<void>;
