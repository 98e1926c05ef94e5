import { zstdCompress, zstdDecompress } from 'node:zlib';
import { promisify } from 'node:util';
import { maxDecompressedBytes, type Codec } from './codec.js';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** zstd by Node's own zlib. */
export const zstd: Codec = {
  compress: ({ buffer }) => compress(buffer),
  decompress: (buffer) => decompress(buffer, { maxOutputLength: maxDecompressedBytes }),
};
