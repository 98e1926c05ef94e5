/** What kafkajs asks of a compression codec. */
export interface Codec {
  readonly compress: (encoder: { readonly buffer: Buffer }) => Promise<Buffer>;
  readonly decompress: (buffer: Buffer) => Promise<Buffer>;
}

/** A batch may not grow beyond this many bytes: the broker bounds only what is sent, and a few kilobytes can unpack to gigabytes. */
export const maxDecompressedBytes = 256 * 1024 * 1024;
