import { describe, expect, it } from '@jest/globals';
import { BadRequestException, HttpException, NotFoundException } from '@nestjs/common';
import { problemOf } from './problem-of.js';
import { ProblemError, problemCodes, problemKinds, problemType } from './problem.js';

describe('problemOf', () => {
  it('keeps problems as they are', () => {
    const problem = new ProblemError('not-found', 'There is no such incident.');
    expect(problemOf(problem)).toBe(problem);
  });

  it.each([
    [new NotFoundException(), 'not-found', 404],
    [new BadRequestException(), 'malformed-body', 400],
    [new HttpException('teapot', 418), 'request-refused', 400],
    [Object.assign(new Error('too large'), { status: 413 }), 'body-too-large', 413],
    [Object.assign(new Error('canceled'), { code: '57014' }), 'query-timeout', 503],
    [Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }), 'unavailable', 503],
    [Object.assign(new Error('starting up'), { code: '57P03' }), 'unavailable', 503],
    [new TypeError('secret of the house'), 'internal', 500],
    ['a string', 'internal', 500],
  ])('%p is %s', (error, code, status) => {
    expect(problemOf(error)).toMatchObject({ code, status });
  });

  it('tells the caller nothing of an inner error', () => {
    const problem = problemOf(new TypeError('secret of the house')).toProblem('/v1/incidents');
    expect(JSON.stringify(problem)).not.toContain('secret');
    expect(problem).toMatchObject({
      status: 500,
      instance: '/v1/incidents',
      type: 'urn:throughline:problem:internal',
    });
  });

  it('has a type and a title for every code', () => {
    expect(new Set(problemCodes.map(problemType)).size).toBe(problemCodes.length);
    for (const code of problemCodes) expect(problemKinds[code].title).not.toBe('');
  });
});
