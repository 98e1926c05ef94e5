/**
 * What one test run has created on servers that outlive it, and its removal: by the run itself, or by a later one when it was killed.
 * Everything carries the run's name. A run holds an advisory lock on its name as long as its process lives, so that a later
 * one can tell what is abandoned from what another run uses at this moment.
 */
import kafkajs from 'kafkajs';
import pg from 'pg';

/** @typedef {{ brokers: string, registryUrl: string, databaseUrl: string }} Servers */

const lockName = (run) => `throughline_test_${run}`;

export const databasePrefix = (run) => `throughline_test_${run}_`;

/** Of topics, consumer groups and registry subjects. */
export const namePrefix = (run) => `test-${run}-`;

const runOf = (name) =>
  /^(?:throughline_test_([0-9a-f]{8})_|test-([0-9a-f]{8})-)/.exec(name)?.slice(1).find(Boolean);

export async function onServer(databaseUrl, task) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await task(client);
  } finally {
    await client.end();
  }
}

async function tryHold(client, run) {
  const { rows } = await client.query('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held', [
    lockName(run),
  ]);
  return rows[0].held;
}

/** Says that the run goes on, until the returned function is called or the process ends. */
export async function holdRun(databaseUrl, run) {
  const client = new pg.Client({ connectionString: databaseUrl });
  // A server that goes before us ends the connection outside of any query.
  client.on('error', () => undefined);
  await client.connect();
  await tryHold(client, run);
  return () => client.end();
}

/** Those that we may drop. */
async function databases(client) {
  const { rows } = await client.query(
    "SELECT datname FROM pg_database WHERE starts_with(datname, 'throughline_test_') AND pg_get_userbyid(datdba) = current_user",
  );
  return rows.map(({ datname }) => datname);
}

async function asAdmin(brokers, task) {
  const admin = new kafkajs.Kafka({
    brokers: brokers.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
  }).admin();
  await admin.connect();
  try {
    return await task(admin);
  } finally {
    await admin.disconnect();
  }
}

async function groupsOf(admin) {
  return (await admin.listGroups()).groups.map(({ groupId }) => groupId);
}

async function subjectsOf(registryUrl) {
  const response = await fetch(`${registryUrl}/subjects`);
  if (!response.ok) throw new Error(`${registryUrl}/subjects answers ${response.status}.`);
  return response.json();
}

async function deleteSubject(registryUrl, subject) {
  // First hidden, then removed: the registry insists on both.
  for (const query of ['', '?permanent=true']) {
    const url = `${registryUrl}/subjects/${encodeURIComponent(subject)}${query}`;
    const response = await fetch(url, { method: 'DELETE' });
    if (!response.ok && response.status !== 404) throw new Error(`DELETE ${url} answers ${response.status}.`);
  }
}

/** A member that was killed counts until its session is over: its group stays for the run after. */
async function deleteGroups(admin, groups) {
  try {
    if (groups.length > 0) await admin.deleteGroups(groups);
  } catch (error) {
    const others = (error.groups ?? [undefined]).filter((group) => group?.error?.type !== 'NON_EMPTY_GROUP');
    if (others.length > 0) throw error;
  }
}

/** Removes the databases, topics, consumer groups and registry subjects of a run. */
export async function removeRun({ brokers, registryUrl, databaseUrl }, run) {
  const isOurs = (name) => name.startsWith(namePrefix(run));
  await onServer(databaseUrl, async (client) => {
    for (const name of await databases(client)) {
      if (!name.startsWith(databasePrefix(run))) continue;
      await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`);
    }
  });
  await asAdmin(brokers, async (admin) => {
    const topics = (await admin.listTopics()).filter(isOurs);
    if (topics.length > 0) await admin.deleteTopics({ topics });
    await deleteGroups(admin, (await groupsOf(admin)).filter(isOurs));
  });
  for (const subject of (await subjectsOf(registryUrl)).filter(isOurs))
    await deleteSubject(registryUrl, subject);
}

/** Removes what runs that were killed have left behind. */
export async function removeAbandonedRuns(servers) {
  await onServer(servers.databaseUrl, async (client) => {
    const names = [
      ...(await databases(client)),
      ...(await asAdmin(servers.brokers, async (admin) => [
        ...(await admin.listTopics()),
        ...(await groupsOf(admin)),
      ])),
      ...(await subjectsOf(servers.registryUrl)),
    ];
    const runs = new Set(names.map(runOf).filter((run) => run !== undefined));
    for (const run of runs) if (await tryHold(client, run)) await removeRun(servers, run);
  });
}
