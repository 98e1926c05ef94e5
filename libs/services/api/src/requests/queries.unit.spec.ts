import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '@throughline/platform';
import fc from 'fast-check';
import { incidentsParameters, incidentsQuery } from './queries.js';
import { IdOf, Valid } from './valid.js';

const valid = new Valid(incidentsQuery, 'query', Object.keys(incidentsParameters));

const refusal = (query: unknown): ProblemError => {
  try {
    valid.transform(query);
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error('It was not refused');
};

describe('the query of the incident list', () => {
  it('has defaults', () => {
    expect(valid.transform({})).toEqual({ sort: '-openedAt', limit: 50 });
  });

  it('reads lists repeated or with commas, and times in both forms', () => {
    expect(
      valid.transform({
        status: ['open,resolved', 'merged'],
        service: 'cart',
        from: '2026-01-31T12:00:00+01:00',
        to: String(Date.UTC(2026, 1, 1)),
        limit: '500',
      }),
    ).toMatchObject({
      status: ['open', 'resolved', 'merged'],
      service: ['cart'],
      from: Date.UTC(2026, 0, 31, 11),
      to: Date.UTC(2026, 1, 1),
      limit: 500,
    });
  });

  it.each(['2026-01-31T12:00:00', '2026-01-31T12:00:00Z', '2026-01-31T12:00:00 00:00', '2026-01-31T12:00'])(
    'takes %s as noon UTC',
    (from) => {
      expect(valid.transform({ from })).toMatchObject({ from: Date.UTC(2026, 0, 31, 12) });
    },
  );

  it.each([
    [{ limit: '0' }, 'limit', /1 to 500/],
    [{ limit: '501' }, 'limit', /1 to 500/],
    [{ limit: '1e3' }, 'limit', /whole number/],
    [{ limit: ['1', '2'] }, 'limit', /once/],
    [{ status: 'opne' }, 'status', /open, acknowledged/],
    [{ sort: 'title' }, 'sort', /-openedAt/],
    [{ from: 'yesterday' }, 'from', /ISO 8601/],
    [{ from: '2026-02-31T00:00:00Zjunk' }, 'from', /ISO 8601/],
    [{ to: '99999999999999999' }, 'to', /ISO 8601/],
    [{ q: 'a\u0000b' }, 'q', /control/],
    [{ q: 'x'.repeat(201) }, 'q', /200/],
    [{ offset: '3' }, 'offset', /known are status/],
  ])('refuses %j', (query, field, message) => {
    expect(refusal(query).errors).toContainEqual({
      in: 'query',
      field,
      message: expect.stringMatching(message),
    });
  });

  it('tells everything that is wrong at once', () => {
    expect(refusal({ limit: '0', status: 'x', nope: '1' }).errors).toHaveLength(3);
  });

  it('reads or refuses, and nothing worse, whatever it is', () => {
    const values = fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.string()));
    fc.assert(
      fc.property(
        fc.dictionary(fc.oneof(fc.constantFrom(...Object.keys(incidentsParameters)), fc.string()), values),
        (query) => {
          try {
            valid.transform(query);
          } catch (error) {
            if (!(error instanceof ProblemError)) throw error;
          }
        },
      ),
    );
  });
});

describe('an id in a path', () => {
  const id = new IdOf('incident', 'incidentId');

  it('is a UUID in lower case', () => {
    expect(id.transform('0A000000-0000-5000-8000-00000000000A')).toBe('0a000000-0000-5000-8000-00000000000a');
  });

  it('names nothing otherwise', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (given) => {
        expect(() => id.transform(given)).toThrow(expect.objectContaining({ code: 'not-found' }));
      }),
    );
  });
});
