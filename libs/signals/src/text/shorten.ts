import { contentHash } from '@throughline/identity';

/** The first `length` code units, one less where that would cut a character in two. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

const hashLength = 16;

/** An identifier of at most `length`: its beginning and a hash of the whole, so that different ones stay different. */
export const shortened = (id: string, length: number): string =>
  id.length <= length ? id : withHash(cut(id, length - hashLength - 1), id);

/** What is shown of an identifier, made unique again by a hash of the whole. */
export const withHash = (shown: string, id: string): string => `${shown}#${contentHash(id, hashLength)}`;
