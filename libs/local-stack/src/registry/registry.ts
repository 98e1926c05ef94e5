import { randomUUID } from 'node:crypto';
import { join, sep } from 'node:path';
import { type Jars } from '../jars.js';
import { onFreePort, type Site, type StartedPart, startPart } from '../part.js';
import { loopback, type PortChooser } from '../ports.js';
import { versions } from '../versions.js';

/** The Confluent-compatible API of Apicurio. */
export const confluentApi = '/apis/ccompat/v7';

export function registryUrl(port: number): string {
  return `http://${loopback}:${port}${confluentApi}`;
}

type Database = { port: number; name: string; user: string; password: string };

/** Schemas are kept in PostgreSQL: in memory, Apicurio's default, a restart would lose the ids that records in Kafka carry. */
export function storageEnvironment(jdbcUrl: string, user: string): Record<string, string> {
  return {
    APICURIO_STORAGE_KIND: 'sql',
    APICURIO_STORAGE_SQL_KIND: 'postgresql',
    APICURIO_DATASOURCE_URL: jdbcUrl,
    APICURIO_DATASOURCE_USERNAME: user,
    APICURIO_DATASOURCE_JDBC_INITIAL_SIZE: '1',
    APICURIO_DATASOURCE_JDBC_MIN_SIZE: '1',
    APICURIO_DATASOURCE_JDBC_MAX_SIZE: '4',
  };
}

/** Ours names itself in every answer: another registry may have taken the port while ours was starting. */
const nameHeader = 'X-Throughline-Stack';

async function serves(port: number, name: string): Promise<boolean> {
  const response = await fetch(`${registryUrl(port)}/subjects`, { signal: AbortSignal.timeout(5_000) });
  await response.arrayBuffer();
  return response.status === 200 && response.headers.get(nameHeader) === name;
}

export async function startRegistry(
  site: Site,
  java: string,
  jars: Jars,
  ports: PortChooser,
  database: Database,
): Promise<StartedPart> {
  const jar = join(jars.registry, `apicurio-registry-app-${versions.apicurio}-runner.jar`);
  return onFreePort(async () => {
    const port = await ports.choose('registry');
    const name = randomUUID();
    const quarkus = [
      `-Dquarkus.http.port=${port}`,
      `-Dquarkus.http.host=${loopback}`,
      '-Dquarkus.http.access-log.enabled=false',
      '-Dquarkus.log.level=WARN',
      '-Dquarkus.banner.enabled=false',
      `-Dquarkus.http.header.${nameHeader}.value=${name}`,
    ];
    const jvm = [
      '-Xmx256m',
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      '-XX:+ExitOnOutOfMemoryError',
      `-Dthroughline.home=${site.layout.home}${sep}`,
    ];
    return startPart(site, {
      name: 'registry',
      port,
      command: java,
      args: [...jvm, ...quarkus, '-jar', jar],
      cwd: site.layout.registry,
      env: {
        ...storageEnvironment(
          `jdbc:postgresql://${loopback}:${database.port}/${database.name}`,
          database.user,
        ),
        APICURIO_DATASOURCE_PASSWORD: database.password,
      },
      isReady: () => serves(port, name),
    });
  });
}
