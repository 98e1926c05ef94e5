import { Controller, Get, Header, Res } from '@nestjs/common';
import { HealthCheckService, HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { type Response } from 'express';
import { FatalErrors } from '../lifecycle/fatal-errors.js';
import { EventLoop } from './event-loop.js';
import { HealthRegistry, type PartHealth } from './health-registry.js';

/** A loop that stands still this long, ms, will not recover by waiting. */
const stuck = 30_000;

@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly parts: HealthRegistry,
    private readonly loop: EventLoop,
    private readonly fatal: FatalErrors,
  ) {}

  /** Whether a restart is needed: false once a fatal error was reported or when the event loop stands still. */
  @Get('live')
  @Header('Cache-Control', 'no-store')
  async live(@Res() response: Response): Promise<void> {
    const longest = this.loop.longestDelay();
    const alive = this.fatal.error === undefined;
    await this.answer(response, {
      process: { status: alive ? 'up' : 'down' },
      eventLoop: { status: longest < stuck ? 'up' : 'down', detail: { longestDelayMs: longest } },
    });
  }

  /** Whether it does its work now: every consumer lives and every server that it needs answers. */
  @Get('ready')
  @Header('Cache-Control', 'no-store')
  async ready(@Res() response: Response): Promise<void> {
    await this.answer(response, (await this.parts.report()).parts);
  }

  private async answer(response: Response, parts: Readonly<Record<string, PartHealth>>): Promise<void> {
    const indicate = (name: string, { status, detail }: PartHealth): HealthIndicatorResult => {
      const indicator = this.indicators.check(name);
      return status === 'up' ? indicator.up({ ...detail }) : indicator.down({ ...detail });
    };
    const result = await this.health
      .check(
        Object.entries(parts).map(
          ([name, part]) =>
            () =>
              indicate(name, part),
        ),
      )
      .catch((refusal: unknown) => {
        if (hasResponse(refusal)) return refusal.getResponse();
        throw refusal;
      });
    const down = Object.values(parts).some(({ status }) => status === 'down');
    response.status(down ? 503 : 200).json(result);
  }
}

const hasResponse = (error: unknown): error is { getResponse(): unknown } =>
  typeof error === 'object' && error !== null && 'getResponse' in error;
