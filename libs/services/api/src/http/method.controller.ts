import { All, Controller } from '@nestjs/common';
import { ProblemError } from '@throughline/platform';
import { operations } from '../openapi/operations.js';

const paths = operations.map(({ path }) => path.slice(1).replace(/\{(\w+)\}/g, ':$1'));

/** Registered last: who gets here knows a path but not its methods. */
@Controller()
export class MethodController {
  @All(paths)
  refuse(): never {
    const headers = { Allow: 'GET, HEAD' };
    throw new ProblemError('method-not-allowed', 'This resource is read only: use GET or HEAD.', { headers });
  }
}
