import { type TopicKey, topics } from '@throughline/contracts';
import { type Type } from 'avsc';
import { avroType } from '../avro/avro-types.js';
import { frame, unframe } from '../avro/frame.js';
import { Resolvers } from '../avro/resolvers.js';
import { type Registry, type WriterSchema } from '../registry/registry.js';
import { WireError } from './wire-error.js';

/** What a codec asks of the registry. */
export type SchemaIds = Pick<Registry, 'writer' | 'idOf'>;

/** How a record looks on the wire (`Wire`, the Avro record) and in the code (`Value`). */
export interface Shape<Value, Wire> {
  readonly toWire: (value: Value) => Wire;
  readonly fromWire: (wire: Wire) => Value;
}

/** The shape of records that look the same in both places. */
export const asIs = <Value>(): Shape<Value, Value> => ({
  toWire: (value) => value,
  fromWire: (wire) => wire,
});

/**
 * Encodes and decodes the values of one of our own topics, framed as Confluent's clients do. Decoding resolves what older
 * and newer versions wrote; it is synchronous once the writer's schema id is known.
 */
export class RecordCodec<Value, Wire> {
  readonly #type: Type;
  readonly #resolvers: Resolvers;
  #id: number | undefined;

  constructor(
    private readonly registry: SchemaIds,
    private readonly prefix: string,
    private readonly key: TopicKey,
    private readonly shape: Shape<Value, Wire>,
  ) {
    this.#type = avroType(key);
    this.#resolvers = new Resolvers(this.#type);
  }

  /** Learns the id to write with, once. Throws a `RegistryError`, retriable when the registry is away. */
  async ready(): Promise<void> {
    this.#id ??= await this.registry.idOf(this.prefix, this.key);
  }

  /** A framed value. Throws {@link WireError} before {@link ready} and for a value that is not of the schema. */
  encode(value: Value): Buffer {
    if (this.#id === undefined) {
      throw new WireError(
        'not-ready',
        `${topics[this.key]}: ready() must be awaited before the first encode()`,
      );
    }
    try {
      return frame(this.#id, this.#type.toBuffer(this.shape.toWire(value)));
    } catch (cause) {
      throw new WireError('unencodable', `${topics[this.key]}: ${messageOf(cause)}`, { cause });
    }
  }

  /** The value of a record. Throws or rejects with {@link WireError}, or with a retriable `RegistryError`. */
  decode(value: Buffer | null): Value | Promise<Value> {
    const framed = value === null ? undefined : unframe(value);
    if (framed === undefined) {
      throw new WireError('not-framed', `${topics[this.key]}: a value without a Confluent frame`);
    }
    const writer = this.registry.writer(framed.id);
    if (writer instanceof Promise) return writer.then((found) => this.#read(found, framed));
    return this.#read(writer, framed);
  }

  #read(writer: WriterSchema, { id, body }: { readonly id: number; readonly body: Buffer }): Value {
    const decode = typeof writer === 'string' ? undefined : this.#resolvers.decoder(writer);
    if (decode === undefined) {
      throw new WireError(
        'undecodable',
        `${topics[this.key]}: schema ${id} cannot be read as this version's`,
      );
    }
    try {
      return this.shape.fromWire(decode(body) as Wire);
    } catch (cause) {
      throw new WireError('undecodable', `${topics[this.key]}, schema ${id}: ${messageOf(cause)}`, { cause });
    }
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
