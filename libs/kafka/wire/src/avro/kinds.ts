import { type types as Avro, type Type } from 'avsc';

// By name and not by class: the registry's client brings types of its own copy of avsc.
export const isRecord = (type: Type): type is Avro.RecordType => type.typeName === 'record';
export const isArray = (type: Type): type is Avro.ArrayType => type.typeName === 'array';
export const isMap = (type: Type): type is Avro.MapType => type.typeName === 'map';
export const isEnum = (type: Type): type is Avro.EnumType => type.typeName === 'enum';
export const isFixed = (type: Type): type is Avro.FixedType => type.typeName === 'fixed';
export const isLogical = (type: Type): type is Avro.LogicalType => type.typeName.startsWith('logical:');
export const isWrappedUnion = (type: Type): type is Avro.WrappedUnionType =>
  type.typeName === 'union:wrapped';
export const isUnwrappedUnion = (type: Type): type is Avro.UnwrappedUnionType =>
  type.typeName === 'union:unwrapped';
