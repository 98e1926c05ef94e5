import { type Type } from 'avsc';
import {
  isArray,
  isEnum,
  isFixed,
  isLogical,
  isMap,
  isRecord,
  isUnwrappedUnion,
  isWrappedUnion,
} from './kinds.js';

/** How deeply records, arrays and maps may nest in an Avro value. */
export const maxAvroDepth = 64;

export type AvroDefect = 'truncated-avro' | 'trailing-bytes' | 'invalid-avro';

class Defect extends Error {
  constructor(
    readonly defect: AvroDefect,
    message: string,
  ) {
    super(message);
  }
}

const truncated = (at: number): Defect =>
  new Defect('truncated-avro', `the value ends at byte ${at}, before its schema does`);
const invalid = (at: number, what: string): Defect => new Defect('invalid-avro', `${what} at byte ${at}`);

/** Where a scan stands. */
class Cursor {
  at = 0;
  depth = 0;

  constructor(private readonly bytes: Buffer) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  skip(length: number): void {
    if (length < 0) throw invalid(this.at, `a length of ${length}`);
    if (length > this.left) throw truncated(this.bytes.length);
    this.at += length;
  }

  /** A zigzag base-128 number (Avro specification 1.11, "Binary encoding"); beyond 2^53 only its magnitude is right. */
  long(): number {
    let value = 0;
    let factor = 1;
    for (let i = 0; i < 10; i++) {
      const byte = this.bytes[this.at];
      if (byte === undefined) throw truncated(this.bytes.length);
      this.at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      factor *= 128;
    }
    throw invalid(this.at, 'a number of more than 10 bytes');
  }
}

type Scan = (cursor: Cursor) => void;

const scans = new WeakMap<Type, Scan>();

/** Blocks of items: a count, with its size in bytes when negative, until a count of 0. */
function blocks(item: Scan): Scan {
  return (cursor) => {
    for (let count = cursor.long(); count !== 0; count = cursor.long()) {
      if (count < 0) cursor.long();
      const items = Math.abs(count);
      // An item takes at least a byte, or nothing at all: a count beyond that is a way to make a reader run for ever.
      if (items > cursor.left) throw truncated(cursor.at + cursor.left);
      for (let i = 0; i < items; i++) item(cursor);
    }
  };
}

function nested(scan: Scan): Scan {
  return (cursor) => {
    cursor.depth += 1;
    if (cursor.depth > maxAvroDepth) throw invalid(cursor.at, `nesting deeper than ${maxAvroDepth}`);
    scan(cursor);
    cursor.depth -= 1;
  };
}

/** Reads which one of `size` is meant. */
const index =
  (size: number, what: string) =>
  (cursor: Cursor): number => {
    const at = cursor.at;
    const chosen = cursor.long();
    if (chosen < 0 || chosen >= size) throw invalid(at, `${what} ${chosen} of ${size}`);
    return chosen;
  };

function composite(type: Type): Scan | undefined {
  if (isRecord(type)) {
    const fields = type.fields.map((field) => scanOf(field.type));
    return nested((cursor) => {
      for (const field of fields) field(cursor);
    });
  }
  if (isUnwrappedUnion(type) || isWrappedUnion(type)) {
    const branches = type.types.map(scanOf);
    const branch = index(branches.length, 'branch');
    return (cursor) => branches[branch(cursor)]?.(cursor);
  }
  if (isArray(type)) return nested(blocks(scanOf(type.itemsType)));
  if (isMap(type)) {
    const value = scanOf(type.valuesType as Type);
    return nested(
      blocks((cursor) => {
        cursor.skip(cursor.long());
        value(cursor);
      }),
    );
  }
  return undefined;
}

const fixedLengths: Readonly<Record<string, number>> = { null: 0, boolean: 1, float: 4, double: 8 };

function primitive(type: Type): Scan {
  if (isLogical(type)) return scanOf(type.underlyingType);
  if (isEnum(type)) {
    const symbol = index(type.symbols.length, 'symbol');
    return (cursor) => void symbol(cursor);
  }
  if (isFixed(type)) {
    const { size } = type;
    return (cursor) => cursor.skip(size);
  }
  const length = fixedLengths[type.typeName];
  if (length !== undefined) return (cursor) => cursor.skip(length);
  if (type.typeName === 'int' || type.typeName === 'long') return (cursor) => void cursor.long();
  return (cursor) => cursor.skip(cursor.long());
}

/** The scan of a type, compiled once; registered before it is compiled, because types may contain themselves. */
function scanOf(type: Type): Scan {
  const known = scans.get(type);
  if (known !== undefined) return known;
  scans.set(type, (cursor) => scans.get(type)?.(cursor));
  const compiled = composite(type) ?? primitive(type);
  scans.set(type, compiled);
  return compiled;
}

/**
 * Walks a value by its writer's schema without building anything, and says what is wrong with it; undefined when nothing is.
 * avsc reads beyond the end of a buffer and notices afterwards, so a map that claims a billion entries would keep it busy
 * until memory runs out. After a clean scan it can be trusted with the value.
 */
export function scan(
  type: Type,
  value: Buffer,
): { readonly defect: AvroDefect; readonly message: string } | undefined {
  const cursor = new Cursor(value);
  try {
    scanOf(type)(cursor);
  } catch (error) {
    if (error instanceof Defect) return { defect: error.defect, message: error.message };
    throw error;
  }
  if (cursor.left === 0) return undefined;
  return { defect: 'trailing-bytes', message: `${cursor.left} bytes are left over after byte ${cursor.at}` };
}
