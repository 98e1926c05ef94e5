import { access, chmod, chown, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LocalStackError } from '../errors.js';
import { type HomeLayout, homeLayout } from '../home/layout.js';
import { readJson, writePrivateJson } from '../home/private-file.js';
import { type Site } from '../part.js';
import { inTurn } from '../processes/turns.js';
import { ensureShared } from './machine-directory.js';
import { canEnter, letThrough, type ServerUser } from './server-user.js';

/** Kept in the place itself: whose data these are, and whether they go when that home has gone. */
type Owner = { home: string; ephemeral: boolean };

const ownerFile = (place: string) => join(place, 'home.json');
const dataOf = (place: string) => join(place, 'postgres');

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function placeOf(layout: HomeLayout): Promise<string | undefined> {
  return (await readJson<{ directory: string }>(layout.place))?.directory;
}

async function ownerOf(place: string): Promise<Owner | undefined> {
  return readJson<Owner>(ownerFile(place));
}

/** A test run that was killed could not remove its place. What is not a throw-away is never removed: its home may have been moved. */
async function removeAbandoned(root: string): Promise<void> {
  const names = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  for (const place of names.map(({ name }) => join(root, name))) {
    const owner = await ownerOf(place);
    const isOwned =
      owner !== undefined && (!owner.ephemeral || (await placeOf(homeLayout(owner.home))) === place);
    if (!isOwned) await rm(place, { recursive: true, force: true });
  }
}

/** The home's record comes last: a place without one was not finished, and nothing is in it. */
async function createPlace(site: Site, user: ServerUser, root: string): Promise<string> {
  const { home, place: record } = site.layout;
  const place = await mkdtemp(join(root, 'home-'));
  await chmod(place, 0o755);
  await writePrivateJson(ownerFile(place), { home, ephemeral: site.ephemeral } satisfies Owner);
  await mkdir(dataOf(place), { mode: 0o700 });
  await chown(dataOf(place), user.uid, user.gid);
  await writePrivateJson(record, { directory: place });
  return place;
}

/** Throws `HOME_INCOMPATIBLE` when the place is gone, and when it is another home's, of which this one is a copy. */
async function claimPlace(place: string, { layout, ephemeral }: Site): Promise<void> {
  const { home } = layout;
  if (!(await exists(dataOf(place)))) {
    throw new LocalStackError(
      'HOME_INCOMPATIBLE',
      `PostgreSQL's data of ${home} lay in ${place}, since the user postgres cannot reach the home, and are gone. Move ${home} away (what it holds is local data), or name another THROUGHLINE_HOME.`,
    );
  }
  const owner = await ownerOf(place);
  if (owner?.home === home) return;
  if (owner !== undefined && (await placeOf(homeLayout(owner.home))) === place) {
    throw new LocalStackError(
      'HOME_INCOMPATIBLE',
      `${home} is a copy of ${owner.home}, but PostgreSQL's data, in ${place}, are not copied with it. Name another THROUGHLINE_HOME, or remove the one or the other.`,
    );
  }
  await writePrivateJson(ownerFile(place), { home, ephemeral } satisfies Owner);
}

async function outsideTheHome(site: Site, user: ServerUser, machine: string): Promise<string> {
  const { layout, household } = site;
  if (await exists(join(layout.postgres, 'data'))) {
    throw new LocalStackError(
      'HOME_UNREACHABLE',
      `PostgreSQL runs as the user postgres here, since we are root, and cannot reach its data in ${layout.postgres} any more: a directory above lets nobody else through. Let others through (chmod o+x), or move the home back to where it was made.`,
    );
  }
  const root = await ensureShared(machine, 'homes', user, layout.home);
  return inTurn({ file: join(root, 'homes.lock'), signal: household.signal }, async () => {
    await removeAbandoned(root);
    return createPlace(site, user, root);
  });
}

/**
 * Where PostgreSQL's data of a home lie: in it, or, when PostgreSQL runs as a user who cannot reach it, in a place of the machine's
 * directory that the home's record names.
 */
export async function postgresDirectory(
  site: Site,
  user: ServerUser | undefined,
  machine: string,
): Promise<string> {
  const { layout } = site;
  await mkdir(layout.postgres, { recursive: true });
  if (user === undefined) return layout.postgres;
  const recorded = await placeOf(layout);
  if (recorded === undefined && (await canEnter(dirname(layout.home), user))) {
    await chown(layout.postgres, user.uid, user.gid);
    await letThrough(layout.home);
    return layout.postgres;
  }
  if (recorded !== undefined) await claimPlace(recorded, site);
  const place = recorded ?? (await outsideTheHome(site, user, machine));
  site.progress({ step: 'postgres', detail: `keeping its data in ${place}` });
  return dataOf(place);
}

/** Removes the data of a home that lie outside of it. */
export async function removePlace(layout: HomeLayout): Promise<void> {
  const place = await placeOf(layout);
  if (place !== undefined) await rm(place, { recursive: true, force: true, maxRetries: 3 });
}
