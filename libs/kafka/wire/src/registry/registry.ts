import confluent from '@kafkajs/confluent-schema-registry';
import { avroSchemas, subjectName, type TopicKey, topicKeys } from '@throughline/contracts';
import { type Type } from 'avsc';
import { defaultTimeoutMs, RegistryHttp, type RegistrySettings } from './http.js';
import { RegistryError } from './registry-error.js';

/** What the registry knows about an id: the Avro type, or why there is none. */
export type WriterSchema = Type | 'unknown' | 'unsupported';

export interface RegisteredSchema {
  readonly key: TopicKey;
  readonly subject: string;
  readonly id: number;
}

export interface CompatibilityFinding {
  readonly key: TopicKey;
  readonly subject: string;
  readonly compatible: boolean;
  /** Why not, in the registry's words. */
  readonly messages: readonly string[];
}

export interface RegistryOptions extends RegistrySettings {
  /** Milliseconds for which an id that the registry does not know is not asked for again; default 10 000. */
  readonly forgetUnknownAfterMs?: number;
  readonly now?: () => number;
}

/** All of them, always: the client keeps them in a global, so that one instance's omission is another one's setting. */
const retry = {
  maxRetryTimeInSecs: 1,
  initialRetryTimeInSecs: 0.1,
  factor: 0.2,
  multiplier: 2,
  retries: 2,
};
const maxUnknown = 1_000;

/**
 * The schema registry, with what is known kept for ever: an id never changes its meaning. While the registry is away, known
 * ids go on; what is not known yet throws a retriable {@link RegistryError}.
 */
export class Registry {
  readonly #client: InstanceType<typeof confluent.SchemaRegistry>;
  readonly #http: RegistryHttp;
  readonly #known = new Map<number, Type | 'unsupported'>();
  readonly #unknownUntil = new Map<number, number>();
  readonly #asking = new Map<number, Promise<WriterSchema>>();
  readonly #options: RegistryOptions;

  constructor(options: RegistryOptions) {
    this.#options = options;
    this.#http = new RegistryHttp(options);
    this.#client = new confluent.SchemaRegistry({
      host: options.url.replace(/\/+$/, ''),
      retry,
      ...(options.auth === undefined ? {} : { auth: options.auth }),
    });
  }

  /** Whether the registry answers now. */
  isUp(): Promise<boolean> {
    return this.#http.isUp();
  }

  /** Registers every topic's schema, in order. Idempotent; a deploy-time step. Throws {@link RegistryError}. */
  async registerAll(prefix: string): Promise<readonly RegisteredSchema[]> {
    const registered: RegisteredSchema[] = [];
    for (const key of topicKeys) registered.push(await this.#register(prefix, key));
    return registered;
  }

  /** Asks for every topic's schema whether it could be registered, and changes nothing. Throws {@link RegistryError}. */
  async checkCompatibility(prefix: string): Promise<readonly CompatibilityFinding[]> {
    const findings: CompatibilityFinding[] = [];
    for (const key of topicKeys) {
      const subject = subjectName(prefix, key);
      findings.push({ key, subject, ...(await this.#http.isCompatible(subject, avroSchemas[key])) });
    }
    return findings;
  }

  /**
   * The id under which our own schema of a topic is registered. That, and not the subject's latest: a newer Throughline may
   * have registered a newer version already. Throws {@link RegistryError}.
   */
  async idOf(prefix: string, key: TopicKey): Promise<number> {
    const subject = subjectName(prefix, key);
    const schema = { type: confluent.SchemaType.AVRO as const, schema: avroSchemas[key] };
    try {
      return await this.#bounded(this.#client.getRegistryIdBySchema(subject, schema));
    } catch (cause) {
      if (await this.#isAbsence(cause)) {
        throw new RegistryError(
          'schema-not-registered',
          `subject ${subject} does not have this version's schema: run "throughline schemas register"`,
          { cause },
        );
      }
      throw this.#unavailable(cause);
    }
  }

  /** The schema that an id names: at once when it is known, else a promise. Rejects with a retriable {@link RegistryError}. */
  writer(id: number): WriterSchema | Promise<WriterSchema> {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    if ((this.#unknownUntil.get(id) ?? 0) > this.#now()) return 'unknown';
    const asking = this.#asking.get(id) ?? this.#ask(id).finally(() => this.#asking.delete(id));
    this.#asking.set(id, asking);
    return asking;
  }

  async #ask(id: number): Promise<WriterSchema> {
    try {
      const schema = asAvro(await this.#bounded(this.#client.getSchema(id)));
      this.#known.set(id, schema);
      return schema;
    } catch (cause) {
      if (isNotAvro(cause)) {
        this.#known.set(id, 'unsupported');
        return 'unsupported';
      }
      if (!(await this.#isAbsence(cause))) throw this.#unavailable(cause);
      if (this.#unknownUntil.size >= maxUnknown) this.#unknownUntil.clear();
      this.#unknownUntil.set(id, this.#now() + (this.#options.forgetUnknownAfterMs ?? 10_000));
      return 'unknown';
    }
  }

  async #register(prefix: string, key: TopicKey): Promise<RegisteredSchema> {
    const subject = subjectName(prefix, key);
    const schema = { type: confluent.SchemaType.AVRO as const, schema: avroSchemas[key] };
    try {
      const { id } = await this.#bounded(this.#client.register(schema, { subject }));
      this.#unknownUntil.delete(id);
      return { key, subject, id };
    } catch (cause) {
      throw this.#refusal(subject, cause);
    }
  }

  #refusal(subject: string, cause: unknown): RegistryError {
    const status = statusOf(cause);
    const because = cause instanceof Error ? cause.message : String(cause);
    if (status === 409) {
      return new RegistryError('schema-incompatible', `${subject}: not BACKWARD compatible: ${because}`, {
        cause,
      });
    }
    if (nameOf(cause) === 'ConfluentSchemaRegistryCompatibilityError') {
      return new RegistryError(
        'schema-refused',
        `${subject}: ${because}: somebody else created the subject; set its compatibility to BACKWARD`,
        { cause },
      );
    }
    if (status === 422) return new RegistryError('schema-refused', `${subject}: ${because}`, { cause });
    return this.#unavailable(cause);
  }

  /** The client gives up on its own only after the operating system does. */
  async #bounded<T>(answer: Promise<T>): Promise<T> {
    const { timeoutMs = defaultTimeoutMs } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** A 404 that the registry itself gave. The client reports a lost connection as a 400. */
  async #isAbsence(error: unknown): Promise<boolean> {
    return statusOf(error) === 404 && (await this.#http.isUp());
  }

  #unavailable(cause: unknown): RegistryError {
    if (cause instanceof RegistryError) return cause;
    const because = cause instanceof Error ? cause.message : String(cause);
    return new RegistryError('registry-unavailable', `the registry at ${this.#options.url}: ${because}`, {
      cause,
    });
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}

const nameOf = (error: unknown): unknown => (error as { name?: unknown } | null)?.name;

/** The client wraps one error of its API without its status: that a subject does not have a schema. */
function statusOf(error: unknown): number | undefined {
  const { status } = (error ?? {}) as { status?: unknown };
  if (typeof status === 'number') return status;
  return nameOf(error) === 'ConfluentSchemaRegistryError' ? 404 : undefined;
}

const isNotAvro = (error: unknown): boolean =>
  nameOf(error) === 'ConfluentSchemaRegistryInvalidSchemaError' ||
  (error instanceof TypeError && statusOf(error) === undefined);

/** A JSON Schema or Protobuf schema has no Avro type behind it. */
function asAvro(schema: unknown): Type | 'unsupported' {
  const { typeName } = schema as { typeName?: unknown };
  return typeof typeName === 'string' ? (schema as Type) : 'unsupported';
}
