import Table from 'cli-table3';
import pc from 'picocolors';

/** Colours only where a person looks. */
export const colours = pc.createColors(process.stdout.isTTY && process.env.NO_COLOR === undefined);

/** Columns of the terminal; 100 when nobody looks. */
export const width = (): number => (process.stdout.isTTY ? Math.max(60, process.stdout.columns) : 100);

export const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** For people, while standard output may be read by a program. */
export const tell = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

export const printJson = (value: unknown): void => {
  print(JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? Number(item) : item), 2));
};

const borderless = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' ',
};

export interface Column {
  readonly title: string;
  /** Widest the column may become; absent: as wide as its content. */
  readonly max?: number;
  /** Takes what the others leave. One column at most. */
  readonly flexible?: boolean;
}

// Hostile text must not steer the terminal.
const control = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu;

/** One line without control or direction characters. */
export const plain = (text: string): string => text.replace(control, ' ');

/** A table that fits the terminal: the flexible column gives way, its text wraps. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = fitting(columns, rows);
  const drawn = new Table({
    head: columns.map(({ title }) => colours.bold(title)),
    chars: borderless,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1, compact: true },
    colWidths: widths,
    wordWrap: true,
    wrapOnWordBoundary: true,
  });
  drawn.push(...rows.map((row) => row.map((cell) => cell)));
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function fitting(columns: readonly Column[], rows: readonly (readonly string[])[]): number[] {
  const natural = columns.map((column, i) => {
    const longest = Math.max(column.title.length, ...rows.map((row) => visibleLength(row[i] ?? '')));
    return Math.min(longest, column.max ?? Number.POSITIVE_INFINITY) + 2;
  });
  const flexible = columns.findIndex((column) => column.flexible);
  if (flexible < 0) return natural;
  const others = natural.reduce((sum, size, i) => (i === flexible ? sum : sum + size + 1), 0);
  return natural.map((size, i) =>
    i === flexible ? Math.max(20, Math.min(size, width() - others - 1)) : size,
  );
}

const visibleLength = (text: string): number => text.replace(/\u001b\[\d+m/g, '').length;

/** `2025-10-09 12:07:06` in UTC. */
export const utc = (time: string | number | null): string =>
  time === null ? '–' : new Date(time).toISOString().slice(0, 19).replace('T', ' ');
