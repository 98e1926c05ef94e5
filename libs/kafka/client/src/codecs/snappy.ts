import createSnappy from 'kafkajs-snappy';
import { type Codec } from './codec.js';
import { assertWithinLimit } from './too-large.js';

const xerial = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
const xerialHeader = 16;
const inner = createSnappy();

/** The unpacked size in bytes that a raw snappy block claims: a little-endian base-128 number at its head. */
function claimed(block: Buffer): number {
  let size = 0;
  for (let i = 0; i < Math.min(5, block.length); i++) {
    const byte = block.readUInt8(i);
    size += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) break;
  }
  return size;
}

/** The unpacked size in bytes that a batch claims: one raw block, or the framing of snappy-java with many. */
export function snappyBound(buffer: Buffer): number {
  if (!buffer.subarray(0, xerial.length).equals(xerial)) return claimed(buffer);
  let total = 0;
  let at = xerialHeader;
  while (at + 4 <= buffer.length) {
    const size = buffer.readUInt32BE(at);
    total += claimed(buffer.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return total;
}

/** snappy by kafkajs-snappy, both of the framings that clients write, with the claimed size checked first. */
export const snappy: Codec = {
  compress: (encoder) => inner.compress(encoder),
  decompress: (buffer) => {
    assertWithinLimit('snappy', snappyBound(buffer));
    return inner.decompress(buffer);
  },
};
