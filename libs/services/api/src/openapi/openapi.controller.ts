import { Controller, Get, Header, UseGuards } from '@nestjs/common';
import { AcceptGuard } from '../http/accept.guard.js';
import { openApiDocument } from './document.js';

@Controller()
@UseGuards(AcceptGuard)
export class OpenApiController {
  private readonly document = openApiDocument();

  @Get('openapi.json')
  @Header('Cache-Control', 'public, max-age=300')
  show(): unknown {
    return this.document;
  }
}
