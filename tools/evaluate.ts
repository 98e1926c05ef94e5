/**
 * `npm run evaluate`: backtests every folder of `THROUGHLINE_DATA` (default `../shared/data`) with the default policy and scores the result
 * with the folder's own scorer (`score.py`, Python 3). One line a data set; the results stay in a temporary folder that is printed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

interface Ranking {
  readonly ac1: number;
  readonly ac3: number;
}

interface Score {
  readonly incidents: number;
  readonly trueIncidents: number;
  readonly covered: number;
  readonly noiseInIncidents: number | null;
  readonly ari: number;
  readonly change: Ranking | null;
  readonly service: Ranking | null;
}

const data = resolve(process.env.THROUGHLINE_DATA ?? '../shared/data');
const results = mkdtempSync(join(tmpdir(), 'throughline-evaluate-'));

function run(command: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (error !== undefined || status !== 0)
    throw new Error(`${command} ${args[0] ?? ''} failed: ${error?.message ?? stderr}`);
  return stdout;
}

function score(folder: string): Score {
  const at = join(data, folder);
  const result = join(results, `${folder}.json`);
  const catalog = join(at, 'catalog.yaml');
  const known = existsSync(catalog) ? ['--catalog', catalog] : [];
  run(
    process.execPath,
    'apps/throughline/bin/throughline.js',
    'backtest',
    '--signals',
    join(at, 'signals.jsonl'),
    ...known,
    '--out',
    result,
  );
  return JSON.parse(run('python3', join(data, 'score.py'), at, result)) as Score;
}

const share = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : value.toFixed(3);
const ranking = (value: Ranking | null): string =>
  value === null ? '–' : `${share(value.ac1)} · ${share(value.ac3)}`;

if (!existsSync(join(data, 'score.py'))) {
  console.error(`${data} has no score.py: name the folder with the evaluation data by THROUGHLINE_DATA.`);
  process.exit(2);
}
const folders = readdirSync(data)
  .filter((folder) => existsSync(join(data, folder, 'truth.json')))
  .sort();
console.log(
  '| data | ARI | covered | noise in incidents | incidents / true | change AC@1 · AC@3 | service AC@1 · AC@3 |\n|---|---|---|---|---|---|---|',
);
for (const folder of folders) {
  const { ari, covered, noiseInIncidents, incidents, trueIncidents, change, service } = score(folder);
  console.log(
    `| ${folder} | ${share(ari)} | ${share(covered)} | ${share(noiseInIncidents)} | ${incidents} / ${trueIncidents} | ${ranking(change)} | ${ranking(service)} |`,
  );
}
console.log(`\nResults: ${results}`);
