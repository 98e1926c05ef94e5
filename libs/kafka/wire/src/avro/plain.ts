import { type Type, type types as Avro } from 'avsc';
import { isArray, isMap, isRecord, isUnwrappedUnion, isWrappedUnion } from './kinds.js';

/** Sets a property as data even when its name is `__proto__`, which is dropped: it can only be an attempt. */
function put(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') target[name] = value;
}

function fromWrapped(type: Avro.WrappedUnionType, value: object): unknown {
  const [name, inner] = Object.entries(value)[0] ?? [];
  const branch = type.types.find((each) => each.branchName === name);
  return branch === undefined ? value : toPlain(branch, inner);
}

function fromComposite(type: Type, value: object): unknown {
  const plain: Record<string, unknown> = {};
  if (isWrappedUnion(type)) return fromWrapped(type, value);
  if (isUnwrappedUnion(type)) {
    const branch = type.types.find((each) => each.isValid(value));
    return branch === undefined ? value : toPlain(branch, value);
  }
  if (isRecord(type)) {
    for (const field of type.fields)
      put(plain, field.name, toPlain(field.type, Reflect.get(value, field.name)));
    return plain;
  }
  if (isMap(type)) {
    const values = type.valuesType as Type;
    for (const [name, item] of Object.entries(value)) put(plain, name, toPlain(values, item));
    return plain;
  }
  if (isArray(type) && Array.isArray(value)) {
    return value.map((item) => toPlain(type.itemsType, item));
  }
  return value;
}

/**
 * A value that avsc read, as JSON would have given it: records and maps are plain objects, unions are unwrapped, bytes are
 * base64 text.
 */
export function toPlain(type: Type, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (Buffer.isBuffer(value)) return value.toString('base64');
  return typeof value === 'object' ? fromComposite(type, value) : value;
}
