import { connect, createServer } from 'node:net';

export const loopback = '127.0.0.1';

export type PartPorts = { kafka: number; controller: number; registry: number; postgres: number };
export type PortPreferences = Partial<PartPorts>;

/** Where clients look first. The controller's port is nobody's business but the broker's. */
export const defaultPorts: PortPreferences = { kafka: 9092, registry: 8081, postgres: 5432 };

type Probe = { isFree: (port: number) => Promise<boolean>; anyFree: () => Promise<number> };

/** Whether somebody answers there: elsewhere than on Linux a wildcard listener does not keep us from binding the loopback address. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: loopback, port });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}

/** Binds and lets go again; resolves with the port, or undefined when it is taken. Port 0 asks the system for a free one. */
function bind(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ host: loopback, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}

const system: Probe = {
  isFree: async (port) => !(await answers(port)) && (await bind(port)) !== undefined,
  anyFree: async () => {
    const port = await bind(0);
    if (port === undefined) throw new Error('The system has no free port to give.');
    return port;
  },
};

/**
 * Chooses a port for each part: the first of its preferences that is free, else any free one. No port is given twice,
 * also not to a part that comes back for another because somebody took its port between the choice and the start.
 */
export class PortChooser {
  private readonly given = new Set<number>();
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly preferences: readonly PortPreferences[],
    private readonly probe: Probe = system,
  ) {}

  /** Parts that ask at the same time are answered one after the other. */
  choose(part: keyof PartPorts): Promise<number> {
    const answer = this.queue.then(() => this.chooseNext(part));
    this.queue = answer.catch(() => undefined);
    return answer;
  }

  private async chooseNext(part: keyof PartPorts): Promise<number> {
    for (const preference of this.preferences) {
      const port = preference[part];
      if (port !== undefined && !this.given.has(port) && (await this.probe.isFree(port)))
        return this.give(port);
    }
    for (;;) {
      const port = await this.probe.anyFree();
      if (!this.given.has(port) && !this.isWanted(port)) return this.give(port);
    }
  }

  /** A free port that another part prefers stays for that part. */
  private isWanted(port: number): boolean {
    return this.preferences.some((preference) => Object.values(preference).includes(port));
  }

  private give(port: number): number {
    this.given.add(port);
    return port;
  }
}
