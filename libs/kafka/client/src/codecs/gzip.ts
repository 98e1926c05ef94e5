import { gunzip, gzip as deflate } from 'node:zlib';
import { promisify } from 'node:util';
import { maxDecompressedBytes, type Codec } from './codec.js';

const compress = promisify(deflate);
const decompress = promisify(gunzip);

/** gzip as kafkajs does it, but bounded. */
export const gzip: Codec = {
  compress: ({ buffer }) => compress(buffer),
  decompress: (buffer) => decompress(buffer, { maxOutputLength: maxDecompressedBytes }),
};
