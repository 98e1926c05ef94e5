import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import { ProblemError } from '@throughline/platform';
import { type Request } from 'express';
import { ApiKeys, bearerOf, type Principal } from './api-key.js';

const principals = new WeakMap<Request, Principal>();

const challenge = { 'WWW-Authenticate': 'Bearer realm="throughline"' };
const rejection = { 'WWW-Authenticate': 'Bearer realm="throughline", error="invalid_token"' };

/** Lets requests with a known key pass and remembers whose it is. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(private readonly keys: ApiKeys) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const key = bearerOf(request.get('authorization'));
    if (key === undefined) {
      const detail =
        'Send the API key as `Authorization: Bearer …`; the start prints it, or where it is kept.';
      throw new ProblemError('unauthorized', detail, { headers: challenge });
    }
    const principal = this.keys.find(key);
    if (principal === undefined)
      throw new ProblemError('unauthorized', 'This API key is not known.', { headers: rejection });
    principals.set(request, principal);
    return true;
  }
}

/** The tenant of the credential. There is no other way for a handler to learn of one. */
export const Tenant = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const principal = principals.get(context.switchToHttp().getRequest<Request>());
  if (principal === undefined) throw new Error('A handler without a guard asked for the tenant');
  return principal.tenant;
});
