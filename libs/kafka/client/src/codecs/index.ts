import kafkajs from 'kafkajs';
import { type Codec } from './codec.js';
import { gzip } from './gzip.js';
import { lz4 } from './lz4.js';
import { snappy } from './snappy.js';
import { zstd } from './zstd.js';

/** How a producer may compress its batches. */
export type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

const codecs: Readonly<Record<Exclude<Compression, 'none'>, Codec>> = { gzip, snappy, lz4, zstd };

const types: Readonly<Record<Compression, number>> = {
  none: kafkajs.CompressionTypes.None,
  gzip: kafkajs.CompressionTypes.GZIP,
  snappy: kafkajs.CompressionTypes.Snappy,
  lz4: kafkajs.CompressionTypes.LZ4,
  zstd: kafkajs.CompressionTypes.ZSTD,
};

/** kafkajs' number for a compression. */
export const compressionType = (compression: Compression): number => types[compression];

/** Makes every codec that Kafka producers use readable. kafkajs keeps its codecs globally, so doing it again changes nothing. */
export function registerCodecs(): void {
  const registered: Record<number, () => Codec> = kafkajs.CompressionCodecs;
  for (const [name, codec] of Object.entries(codecs)) registered[types[name as Compression]] = () => codec;
}
