import { UnknownSchemaVersionError } from './errors.js';

/** Turns the data of one event type from a schema version into the next one. Pure; the stored event stays as it is. */
export interface Upcaster {
  readonly type: string;
  readonly fromSchemaVersion: number;
  upcast(data: unknown): unknown;
}

const firstVersion = 1;

/** All upcasters, as one chain for each event type. Versions of a type start at 1 and its chain has no gaps. */
export class Upcasters {
  private readonly chains = new Map<string, readonly Upcaster[]>();

  /** Throws a `TypeError` when two take the same version, or none takes one in between. */
  constructor(upcasters: readonly Upcaster[] = []) {
    for (const type of new Set(upcasters.map((upcaster) => upcaster.type))) {
      const ordered = upcasters
        .filter((upcaster) => upcaster.type === type)
        .sort((a, b) => a.fromSchemaVersion - b.fromSchemaVersion);
      if (ordered.some(({ fromSchemaVersion }, index) => fromSchemaVersion !== index + firstVersion)) {
        throw new TypeError(
          `The upcasters of ${type} do not take each version from ${firstVersion} on exactly once.`,
        );
      }
      this.chains.set(type, ordered);
    }
  }

  /** The version that events of this type are written with. */
  newest(type: string): number {
    return (this.chains.get(type)?.length ?? 0) + firstVersion;
  }

  /** The data in the newest version. Throws {@link UnknownSchemaVersionError} for data that is newer still. */
  upcast(type: string, schemaVersion: number, data: unknown): unknown {
    if (schemaVersion > this.newest(type)) {
      throw new UnknownSchemaVersionError(type, schemaVersion, this.newest(type));
    }
    const chain = this.chains.get(type) ?? [];
    return chain
      .slice(schemaVersion - firstVersion)
      .reduce((older, upcaster) => upcaster.upcast(older), data);
  }
}
