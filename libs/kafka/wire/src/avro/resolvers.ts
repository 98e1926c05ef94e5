import { type Resolver, type Type } from 'avsc';

type Decode = (body: Buffer) => unknown;

/**
 * How values of a writer's type are read as a reader's type. A resolver takes tens of microseconds to build and a fraction
 * of one to use, so each is built once for a pair of types.
 */
export class Resolvers {
  readonly #decoders = new WeakMap<Type, Decode | 'incompatible'>();

  constructor(private readonly reader: Type) {}

  /** Decodes a value; undefined when the reader cannot read what this writer writes. Throws what avsc throws. */
  decoder(writer: Type): Decode | undefined {
    const known = this.#decoders.get(writer);
    if (known !== undefined) return known === 'incompatible' ? undefined : known;
    const decoder = this.#build(writer);
    this.#decoders.set(writer, decoder ?? 'incompatible');
    return decoder;
  }

  #build(writer: Type): Decode | undefined {
    let resolver: Resolver;
    try {
      resolver = this.reader.createResolver(writer);
    } catch {
      return undefined;
    }
    return (body) => this.reader.fromBuffer(body, resolver) as unknown;
  }
}
