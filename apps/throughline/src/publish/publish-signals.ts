import { type InputTopicKey } from '@throughline/contracts';
import { type Admin, groupLag, type Outputs } from '@throughline/kafka-client';
import { setTimeout as pause } from 'node:timers/promises';
import { CliError } from '../errors.js';
import { keyOf, type SignalLine } from './signal-line.js';
import { steps } from './steps.js';

/** Event time that one step may span when it holds several topics, ms: half the default hold-back. */
export const stepSpan = 5_000;
const stepRecords = 1_000;
/** How long a step may wait for intake before the rest is sent without waiting, ms. */
const patience = 30_000;
const pollMs = 15;

/** How a line's fields become a record's value. */
export type EncodeLine = (line: SignalLine) => Promise<Buffer>;

export interface PublishOptions {
  readonly outputs: Outputs<InputTopicKey>;
  readonly encode: EncodeLine;
  /** Records a second; absent: as fast as it goes. */
  readonly rate?: number | undefined;
  /** Waits between steps until this group has read what was sent, so that history of several topics arrives in the order in which it happened. */
  readonly inStep?: { readonly admin: Admin; readonly groupId: string } | undefined;
  readonly onProgress: (records: number) => void;
}

export interface Published {
  readonly byTopic: Readonly<Record<string, number>>;
  readonly total: number;
}

/** Publishes lines in their order, every record acknowledged before the next step. */
export async function publishSignals(
  lines: readonly SignalLine[],
  options: PublishOptions,
): Promise<Published> {
  const byTopic: Record<string, number> = {};
  const startedAt = performance.now();
  let total = 0;
  for (const step of steps(lines, stepSpan, Math.min(stepRecords, options.rate ?? stepRecords))) {
    const sent = await sendStep(step, options);
    for (const [topic, count] of sent) byTopic[topic] = (byTopic[topic] ?? 0) + count;
    total += step.length;
    options.onProgress(step.length);
    await pace(total, startedAt, options.rate);
    if (options.inStep !== undefined) await untilRead([...sent.keys()], options.inStep);
  }
  return { byTopic, total };
}

async function sendStep(
  step: readonly SignalLine[],
  { outputs, encode }: PublishOptions,
): Promise<ReadonlyMap<string, number>> {
  const byOutput = Map.groupBy(step, ({ output }) => output);
  const sent = await Promise.all(
    [...byOutput].map(async ([key, lines]) => {
      const records = await Promise.all(
        lines.map(async (line) => ({ key: keyOf(line), value: await encode(line) })),
      );
      await outputs[key].send(records);
      return [outputs[key].topic, lines.length] as const;
    }),
  );
  return new Map(sent);
}

async function pace(total: number, startedAt: number, rate: number | undefined): Promise<void> {
  if (rate === undefined) return;
  const ahead = (total / rate) * 1_000 - (performance.now() - startedAt);
  if (ahead > 0) await pause(ahead);
}

async function untilRead(
  topics: readonly string[],
  { admin, groupId }: { readonly admin: Admin; readonly groupId: string },
): Promise<void> {
  const deadline = performance.now() + patience;
  for (;;) {
    const lags = await Promise.all(topics.map((topic) => groupLag(admin, groupId, topic)));
    if (lags.flat().every(({ lag }) => lag === 0n)) return;
    if (performance.now() > deadline) {
      throw new CliError(
        `${groupId} has not read what was sent for ${patience / 1_000} s: start it (\`npm start\`), or publish with --no-in-step.`,
      );
    }
    await pause(pollMs);
  }
}
