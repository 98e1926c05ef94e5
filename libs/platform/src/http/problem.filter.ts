import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { type Logger } from '../logging/logger.js';
import { LOGGER } from '../tokens.js';
import { problemOf } from './problem-of.js';

/** Answers every error over HTTP with a problem document; the cause of those that are our fault goes to the log. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    // Other transports have filters of their own, which must see the original error.
    if (host.getType() !== 'http') throw error;
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const problem = problemOf(error);
    if (problem.status >= 500) this.logger.error({ err: problem.cause ?? problem }, 'request failed');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response
      .status(problem.status)
      .set({
        ...problem.headers,
        'Cache-Control': 'no-store',
        'Content-Type': 'application/problem+json; charset=utf-8',
      })
      .send(JSON.stringify(problem.toProblem(request.path.slice(0, 500))));
  }
}
