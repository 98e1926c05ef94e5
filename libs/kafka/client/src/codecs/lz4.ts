import lz4Napi from 'lz4-napi';
import { type Codec } from './codec.js';
import { assertWithinLimit } from './too-large.js';

const magicAndFlags = 5;
const blockHeader = 4;

/**
 * An upper bound of the unpacked size in bytes, from the LZ4 frame's own headers (frame format 1.6): the number of blocks
 * times the largest block that the frame allows. The content size in the header is optional, and Java does not write it.
 */
export function lz4Bound(frame: Buffer): number {
  if (frame.length < magicAndFlags + 2) return 0;
  const flags = frame.readUInt8(4);
  const maxBlock = 2 ** (8 + 2 * ((frame.readUInt8(5) >> 4) & 0x7));
  const blockChecksum = (flags & 0x10) > 0 ? 4 : 0;
  let at = magicAndFlags + 2 + ((flags & 0x08) > 0 ? 8 : 0) + ((flags & 0x01) > 0 ? 4 : 0);
  let blocks = 0;
  while (at + blockHeader <= frame.length) {
    const size = frame.readUInt32LE(at) & 0x7fffffff;
    if (size === 0) break;
    blocks += 1;
    at += blockHeader + size + blockChecksum;
  }
  return blocks * maxBlock;
}

/**
 * LZ4 frames by lz4-napi: it writes independent blocks, which the Java client insists on (lz4js writes dependent ones, and
 * Java refuses those), and reads what Java writes.
 */
export const lz4: Codec = {
  compress: ({ buffer }) => lz4Napi.compressFrame(buffer),
  decompress: (buffer) => {
    assertWithinLimit('lz4', lz4Bound(buffer));
    return lz4Napi.decompressFrame(buffer);
  },
};
