import { describe, expect, it } from '@jest/globals';
import lz4Napi from 'lz4-napi';
import { maxDecompressedBytes } from './codec.js';
import { gzip } from './gzip.js';
import { lz4, lz4Bound } from './lz4.js';
import { snappy, snappyBound } from './snappy.js';
import { zstd } from './zstd.js';

const text = Buffer.from('throughline '.repeat(20_000));

/** The head of the framing that snappy-java writes. */
const xerialHead = Buffer.from('82534e41505059000000000100000001', 'hex');

describe('codecs', () => {
  it.each(Object.entries({ gzip, lz4, snappy, zstd }))('%s reads what it wrote', async (_, codec) => {
    const packed = await codec.compress({ buffer: text });
    expect(packed.length).toBeLessThan(text.length / 5);
    expect((await codec.decompress(packed)).equals(text)).toBe(true);
  });

  it('bounds an lz4 frame by its own block headers', async () => {
    const bound = lz4Bound(await lz4.compress({ buffer: text }));
    expect(bound).toBeGreaterThanOrEqual(text.length);
    expect(bound).toBeLessThanOrEqual(8 * 1024 * 1024);
    expect(lz4Bound(Buffer.alloc(3))).toBe(0);
  });

  it('writes lz4 blocks that stand alone, as the Java client demands', async () => {
    const flags = (await lz4.compress({ buffer: text })).readUInt8(4);
    expect(flags & 0x20).toBe(0x20);
  });

  it('refuses a batch that claims to unpack to more than the limit, before it allocates', async () => {
    const bomb = await lz4Napi.compressFrame(Buffer.alloc(16));
    const header = bomb.subarray(0, 7);
    header.writeUInt8(0x70, 5);
    const block = Buffer.from([1, 0, 0, 0, 0]);
    const frame = Buffer.concat([header, ...Array.from({ length: 65 }, () => block)]);
    expect(() => lz4.decompress(frame)).toThrow(expect.objectContaining({ code: 'decompression-limit' }));

    const claims = Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f]);
    expect(snappyBound(claims)).toBeGreaterThan(maxDecompressedBytes);
    expect(() => snappy.decompress(claims)).toThrow(expect.objectContaining({ retriable: false }));
    const size = Buffer.alloc(4);
    size.writeUInt32BE(claims.length);
    expect(snappyBound(Buffer.concat([xerialHead, size, claims, size, claims]))).toBe(2 * 0xffffffff);
  });
});
