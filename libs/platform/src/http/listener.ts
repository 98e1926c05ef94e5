import { type NestExpressApplication } from '@nestjs/platform-express';
import { type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { type Metrics } from '../metrics/metrics.js';

/** Largest body, bytes. */
export const bodyLimit = 1_048_576;

const measure =
  (metrics: Metrics) =>
  (request: Request, response: Response, next: NextFunction): void => {
    const stop = metrics.httpSeconds.startTimer();
    response.once('finish', () => {
      const route = (request.route as { path?: unknown } | undefined)?.path;
      stop({
        method: request.method,
        // Patterns only: paths would make a series for each incident.
        route: typeof route === 'string' && response.statusCode !== 404 ? route : 'other',
        status: String(response.statusCode),
      });
    });
    next();
  };

/** What every HTTP listener of ours has: security headers, bounded bodies and times, measured requests, no guessing of types. */
export const hardenListener = (app: NestExpressApplication, metrics: Metrics): void => {
  app.disable('x-powered-by');
  // ETags come from versions, not from a hash of the answer.
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(helmet());
  app.use(measure(metrics));
  app.useBodyParser('json', {
    limit: bodyLimit,
    strict: false,
    type: ['application/json', 'application/*+json'],
  });
  const server = app.getHttpServer();
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.maxHeadersCount = 100;
};
