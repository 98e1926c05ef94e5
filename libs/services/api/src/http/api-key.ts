import { createHash, timingSafeEqual } from 'node:crypto';

/** What a request may do and whose data it sees. */
export interface Principal {
  readonly tenant: string;
  /** Who, for the metadata of what is done. */
  readonly actor: string;
}

const digestOf = (key: string): Buffer => createHash('sha256').update(key).digest();

/** Keys by their digests: comparing digests of equal length takes the same time whatever the key. */
export class ApiKeys {
  private readonly keys: readonly { readonly digest: Buffer; readonly principal: Principal }[];

  constructor(keys: readonly { readonly key: string; readonly principal: Principal }[]) {
    this.keys = keys.map(({ key, principal }) => ({ digest: digestOf(key), principal }));
  }

  /** Compares with every key, so that the time does not tell which one it was. */
  find(key: string): Principal | undefined {
    const digest = digestOf(key);
    const found = this.keys.filter((known) => timingSafeEqual(known.digest, digest));
    return found[0]?.principal;
  }
}

/** The key of an `Authorization` header; undefined when it holds none. */
export const bearerOf = (header: string | undefined): string | undefined =>
  /^bearer +([\x21-\x7e]{1,512}) *$/i.exec(header ?? '')?.[1];
