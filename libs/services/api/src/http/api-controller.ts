import { applyDecorators, Controller, UseGuards, UseInterceptors } from '@nestjs/common';
import { AcceptGuard } from './accept.guard.js';
import { ApiKeyGuard } from './api-key.guard.js';
import { ReadErrors } from './read-errors.interceptor.js';

/** A controller under `/v1`: always behind the API key. */
export const ApiController = (path: string) =>
  applyDecorators(Controller(`v1/${path}`), UseGuards(ApiKeyGuard, AcceptGuard), UseInterceptors(ReadErrors));
