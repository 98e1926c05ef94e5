import { maxDecompressedBytes } from './codec.js';

/** A compressed batch that claims to unpack to more than {@link maxDecompressedBytes}. Not retriable: the bytes stay as they are. */
export class DecompressionLimitError extends Error {
  override readonly name = 'DecompressionLimitError';
  readonly code = 'decompression-limit';
  readonly retriable = false;

  constructor(codec: string, claimed: number) {
    super(`a ${codec} batch claims ${claimed} bytes unpacked, the limit is ${maxDecompressedBytes}`);
  }
}

/** Throws {@link DecompressionLimitError} when a batch claims more than the limit. */
export function assertWithinLimit(codec: string, claimed: number): void {
  if (claimed > maxDecompressedBytes) throw new DecompressionLimitError(codec, claimed);
}
