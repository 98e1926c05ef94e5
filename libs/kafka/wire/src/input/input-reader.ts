import { type SignalKind } from '@throughline/contracts';
import { avroType } from '../avro/avro-types.js';
import { frameLength, magicByte, unframe } from '../avro/frame.js';
import { toPlain } from '../avro/plain.js';
import { Resolvers } from '../avro/resolvers.js';
import { scan } from '../avro/scan.js';
import { type Registry, type WriterSchema } from '../registry/registry.js';
import { attributeErrors, hintsOf, readStructured } from './cloud-event.js';
import { cloudEventHeaders, header } from './headers.js';
import { readJson } from './json.js';
import { type Headers, type InputReading, type InputRecord, unreadable } from './reading.js';

/** The longest value that is read unless configured otherwise, in bytes. */
export const defaultMaxValueBytes = 1024 * 1024;

export interface InputReaderSettings {
  /** Longer values are dead letters (`value-too-large`); default 1 MiB. */
  readonly maxValueBytes?: number;
}

/** What a reader asks of the registry. */
export type WriterSchemas = Pick<Registry, 'writer'>;

const noHeaders: Headers = {};
const inputTopic = {
  alert: 'alerts',
  deploy: 'deploys',
  log: 'logs',
  'config-change': 'configChanges',
} as const satisfies Record<SignalKind, string>;

/** Tab, line feed, carriage return, and everything from space on that is not the start of no character. */
const isTextual = (byte: number): boolean =>
  byte === 0x09 ||
  byte === 0x0a ||
  byte === 0x0d ||
  (byte >= 0x20 && byte < 0x7f) ||
  (byte >= 0xc2 && byte <= 0xf4);

/**
 * Reads what producers publish, in any of the contract's four forms. Never throws for what a record contains: that is a
 * result with a reason. Rejects with a retriable `RegistryError` when the schema is not known yet and the registry is away.
 */
export class InputReader {
  readonly #maxValueBytes: number;
  readonly #resolvers = new Map<SignalKind, Resolvers>();

  constructor(
    private readonly registry: WriterSchemas,
    { maxValueBytes = defaultMaxValueBytes }: InputReaderSettings = {},
  ) {
    this.#maxValueBytes = maxValueBytes;
  }

  /** Reads a record of the topic of one kind; a promise only when the registry has to be asked for a schema. */
  read(kind: SignalKind, { value, headers = noHeaders }: InputRecord): InputReading | Promise<InputReading> {
    if (value === null) return unreadable('tombstone', 'the value is null');
    if (value.length === 0) return unreadable('empty-value', 'the value has no bytes');
    if (value.length > this.#maxValueBytes) {
      return unreadable('value-too-large', `${value.length} bytes; the limit is ${this.#maxValueBytes}`);
    }
    const contentType = header(headers, 'content-type')?.trim().toLowerCase() ?? '';
    if (contentType.startsWith('application/cloudevents')) return structured(contentType, value);
    const attributes = cloudEventHeaders(headers);
    return attributes === undefined ? this.#value(kind, value) : this.#binary(kind, value, attributes);
  }

  /** CloudEvents in binary mode: the attributes are headers, the value is the signal. */
  #binary(
    kind: SignalKind,
    value: Buffer,
    attributes: Readonly<Record<string, string>>,
  ): InputReading | Promise<InputReading> {
    const errors = attributeErrors(attributes, 'ce_');
    if (errors.length > 0) return { ok: false, reason: 'bad-cloudevent', errors };
    const add = (reading: InputReading): InputReading =>
      reading.ok ? { ...reading, form: 'cloudevents-binary', hints: hintsOf(attributes) } : reading;
    const reading = this.#value(kind, value);
    return reading instanceof Promise ? reading.then(add) : add(reading);
  }

  #value(kind: SignalKind, value: Buffer): InputReading | Promise<InputReading> {
    const first = value.readUInt8(0);
    if (first === magicByte) return this.#avro(kind, value);
    if (isTextual(first) || first === 0xef) return readJson(value);
    return unreadable('unknown-magic-byte', `the first byte is 0x${first.toString(16).padStart(2, '0')}`);
  }

  #avro(kind: SignalKind, value: Buffer): InputReading | Promise<InputReading> {
    const framed = unframe(value);
    if (framed === undefined) {
      return unreadable('value-too-short', `${value.length} bytes; the frame alone takes ${frameLength}`);
    }
    const writer = this.registry.writer(framed.id);
    if (writer instanceof Promise) return writer.then((found) => this.#framed(kind, found, framed));
    return this.#framed(kind, writer, framed);
  }

  #framed(
    kind: SignalKind,
    writer: WriterSchema,
    { id, body }: { readonly id: number; readonly body: Buffer },
  ): InputReading {
    if (writer === 'unknown') return unreadable('unknown-schema-id', `the registry has no schema ${id}`);
    if (writer === 'unsupported' || writer.typeName !== 'record') {
      return unreadable('unsupported-schema', `schema ${id} is not an Avro record`);
    }
    const finding = scan(writer, body);
    if (finding !== undefined) return unreadable(finding.defect, finding.message);
    try {
      const fields = this.#decode(kind, writer, body);
      return { ok: true, form: 'avro', fields, hints: {}, repairs: [] };
    } catch (error) {
      const because = error instanceof Error ? error.message : String(error);
      return unreadable('invalid-avro', `schema ${id}: ${because.slice(0, 200)}`);
    }
  }

  /** Any version of our own schema is read as ours; what others call their alerts is taken as it is, and validated like JSON. */
  #decode(kind: SignalKind, writer: Exclude<WriterSchema, string>, body: Buffer): Record<string, unknown> {
    let resolvers = this.#resolvers.get(kind);
    if (resolvers === undefined) {
      resolvers = new Resolvers(avroType(inputTopic[kind]));
      this.#resolvers.set(kind, resolvers);
    }
    const decode = resolvers.decoder(writer);
    if (decode !== undefined) return { ...(decode(body) as object) };
    return toPlain(writer, writer.fromBuffer(body)) as Record<string, unknown>;
  }
}

function structured(contentType: string, value: Buffer): InputReading {
  const mediaType = contentType.split(';')[0]?.trim() ?? '';
  if (mediaType === 'application/cloudevents+json' || mediaType === 'application/cloudevents') {
    return readStructured(value);
  }
  return unreadable(
    'bad-cloudevent',
    `content-type ${mediaType.slice(0, 80)}; only application/cloudevents+json is read, one event a record`,
    'content-type',
  );
}
