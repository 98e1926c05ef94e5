import { type Cited, type Sentence, say } from '../sentence.js';
import { clock, count, list } from '../words.js';

/** What a row of lesser weight adds to the sentence that stands for several. */
export interface Folded {
  readonly kind: 'alert' | 'log' | 'repeat' | 'recovery';
  readonly service: string | null;
  readonly amount: number;
}

/** One thing that happened. */
export interface Row extends Cited {
  /** Event time, ms. */
  readonly at: number;
  readonly version: number;
  readonly text: string;
  /** Null: always told by itself. */
  readonly folded: Folded | null;
  /** False: told together with its neighbours of the same sort. */
  readonly key: boolean;
}

const byTime = (a: Row, b: Row): number =>
  a.at - b.at || a.version - b.version || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0);

const phrases: Readonly<Record<Folded['kind'], (amount: number) => string>> = {
  alert: (amount) => count(amount, 'more alert'),
  log: (amount) => count(amount, 'more log line'),
  repeat: (amount) => count(amount, 'repeat'),
  recovery: (amount) => count(amount, 'more recovery', 'more recoveries'),
};

const tell = (row: Row, day: number): Sentence => say(`${clock(row.at, day)} – ${row.text}`, row);

/** `14:08:10 – 37 more alerts and 12 repeats of 4 services until 14:31:02.` */
function tellRun(first: Row, rest: readonly Row[], day: number): Sentence {
  const run = [first, ...rest];
  const folded = run.flatMap((row) => (row.folded === null ? [] : [row.folded]));
  const parts = (['alert', 'log', 'repeat', 'recovery'] as const).flatMap((kind) => {
    const amount = folded.reduce((sum, item) => (item.kind === kind ? sum + item.amount : sum), 0);
    return amount === 0 ? [] : [phrases[kind](amount)];
  });
  const services = [...new Set(folded.flatMap((item) => (item.service === null ? [] : [item.service])))];
  const of =
    services.length === 0
      ? ''
      : ` of ${services.length > 3 ? count(services.length, 'service') : list(services)}`;
  const until = run.at(-1)?.at ?? first.at;
  const end = clock(until, day) === clock(first.at, day) ? '' : ` until ${clock(until, day)}`;
  return say(`${clock(first.at, day)} – ${list(parts)}${of}${end}.`, ...(run as [Row, ...Row[]]));
}

/** Symptoms that are told one by one, at most: a timeline is for reading; the API has every entry. */
const maxKeySymptoms = 60;
/** Of them, the last ones. */
const keptAtEnd = 15;

/** Orders the rows and, when too many signals ask for a line of their own, folds those in the middle. */
export function curate(rows: readonly Row[]): readonly Row[] {
  const ordered = [...rows].sort(byTime);
  const keys = ordered.filter((row) => row.key && row.folded !== null);
  if (keys.length <= maxKeySymptoms) return ordered;
  const middle = new Set(keys.slice(maxKeySymptoms - keptAtEnd, -keptAtEnd));
  return ordered.map((row) => (middle.has(row) ? { ...row, key: false } : row));
}

/** Repeats alone between two key rows are told from this number on; the appendix has their sum. */
const toldRepeats = 5;

const isWorthTelling = (run: readonly Row[]): boolean =>
  run.some((row) => row.folded?.kind !== 'repeat') ||
  run.reduce((sum, row) => sum + (row.folded?.amount ?? 0), 0) >= toldRepeats;

/** Tells rows in order of time; neighbours of lesser weight become one sentence. */
export function tellRows(rows: readonly Row[], day: number): readonly Sentence[] {
  const sentences: Sentence[] = [];
  let run: Row[] = [];
  const endRun = (): void => {
    const [first, ...rest] = run;
    if (first !== undefined && isWorthTelling(run))
      sentences.push(rest.length === 0 ? tell(first, day) : tellRun(first, rest, day));
    run = [];
  };
  for (const row of rows) {
    if (!row.key) {
      run.push(row);
      continue;
    }
    endRun();
    sentences.push(tell(row, day));
  }
  endRun();
  return sentences;
}
