import { type Request, type Response } from 'express';

/** Moves when the same version is represented otherwise: a new field, another order. */
const revision = 1;

/** A strong entity tag: the version of the stream, and what else tells representations of one address apart. */
export const etagOf = (version: number, form = ''): string => `"${version}-${revision}${form}"`;

const names = (header: string, etag: string): boolean =>
  header.split(',').some((part) => {
    const tag = part.trim();
    return tag === '*' || tag.replace(/^W\//, '') === etag;
  });

/**
 * Sets the tag and answers 304 to who has this representation already. True: nothing more is to be sent.
 */
export const isKnown = (request: Request, response: Response, etag: string): boolean => {
  response.set({ ETag: etag, 'Cache-Control': 'private, no-cache' });
  const header = request.get('if-none-match');
  if (header === undefined || !names(header, etag)) return false;
  response.status(304);
  return true;
};
