import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ProblemError } from '@throughline/platform';
import { type Request } from 'express';

const producesKey = 'throughline:produces';

/** The content types of a handler, the usual one first; `application/json` when nothing is said. */
export const Produces = (...types: readonly string[]) => SetMetadata(producesKey, types);

/** Refuses what no representation can satisfy before anything is read. */
@Injectable()
export class AcceptGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const types = this.reflector.get<readonly string[] | undefined>(producesKey, context.getHandler()) ?? [
      'application/json',
    ];
    const request = context.switchToHttp().getRequest<Request>();
    if (request.accepts([...types]) !== false) return true;
    throw new ProblemError(
      'not-acceptable',
      `Ask for ${types.join(' or ')} by the Accept header, or leave it out.`,
      {
        errors: [
          {
            in: 'header',
            field: 'Accept',
            message: `names nothing that is there: give ${types.join(' or ')}`,
          },
        ],
      },
    );
  }
}
