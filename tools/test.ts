/**
 * `npm test`: format, lint, types, architecture, generated files, unit, integration and end-to-end tests, in that order,
 * each on the real parts. Every step runs even when an earlier one failed, so that one run tells everything.
 * The last line is `N passed, N failed` (and `, N skipped`): every test counts as one, every check as one.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface JestSummary {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
const lines: string[] = [];
const reports = mkdtempSync(join(tmpdir(), 'throughline-test-'));

/** Runs an npm script with the output passed through; true when it exited 0. */
function npmRun(script: string, ...args: string[]): boolean {
  const run = spawnSync('npm', ['run', '--silent', script, ...(args.length > 0 ? ['--', ...args] : [])], {
    stdio: 'inherit',
  });
  return run.status === 0;
}

function count(name: string, counts: Counts, startedAt: number): void {
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(0);
  lines.push(
    `${counts.failed > 0 ? '✗' : '✓'} ${name.padEnd(24)} ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped  (${seconds} s)`,
  );
}

function check(script: string): void {
  const startedAt = Date.now();
  console.log(`\n── ${script}`);
  const ok = npmRun(script);
  count(script, { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }, startedAt);
}

function jest(name: string, ...args: string[]): void {
  const startedAt = Date.now();
  console.log(`\n── ${name}`);
  const file = join(reports, `${name.replaceAll(/\W+/g, '-')}.json`);
  const ok = npmRun('jest', '--json', `--outputFile=${file}`, ...args);
  count(name, jestCounts(file, ok), startedAt);
}

/** A run that ended badly without a failed test (a suite that does not load, a stack that does not start) counts as one failure. */
function jestCounts(file: string, ok: boolean): Counts {
  try {
    const summary = JSON.parse(readFileSync(file, 'utf8')) as JestSummary;
    const failed = summary.numFailedTests + summary.numRuntimeErrorTestSuites;
    return {
      passed: summary.numPassedTests,
      failed: ok ? failed : Math.max(1, failed),
      skipped: summary.numPendingTests + summary.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

for (const script of [
  'check:format',
  'check:lint',
  'check:types',
  'check:architecture',
  'check:generated',
  'build',
])
  check(script);
jest('unit', '--selectProjects', 'unit');
jest('integration and e2e', '--selectProjects', 'int', 'e2e', '--runInBand');
rmSync(reports, { recursive: true, force: true });

console.log(`\n${lines.join('\n')}\n`);
console.log(
  `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
);
process.exitCode = total.failed > 0 ? 1 : 0;
