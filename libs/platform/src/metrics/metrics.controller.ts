import { Controller, Get, Header, Res } from '@nestjs/common';
import { type Response } from 'express';
import { Metrics } from './metrics.js';

@Controller()
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  /** Prometheus' text format. */
  @Get('metrics')
  @Header('Cache-Control', 'no-store')
  async scrape(@Res() response: Response): Promise<void> {
    response.set('Content-Type', this.metrics.registry.contentType).send(await this.metrics.text());
  }
}
