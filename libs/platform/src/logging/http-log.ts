import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Params } from 'nestjs-pino';
import { type Logger } from './logger.js';

const path = (request: IncomingMessage): string => {
  const url = 'originalUrl' in request ? String(request.originalUrl) : (request.url ?? '');
  return url.split('?', 1)[0] ?? '';
};

const isProbe = (request: IncomingMessage): boolean => /^\/(health\/|metrics$)/.test(path(request));

/** One line a request, without headers, query and body; none for probes, which come every second. */
export const httpLog = (logger: Logger): Params => ({
  pinoHttp: {
    logger,
    quietReqLogger: true,
    autoLogging: { ignore: isProbe },
    wrapSerializers: false,
    serializers: {
      req: (request: IncomingMessage) => ({ method: request.method, path: path(request) }),
      res: (response: ServerResponse) => ({ statusCode: response.statusCode }),
    },
    customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'error' : 'info'),
  },
});
