import { type PartPorts } from '../ports.js';
import { type LocalStackSettings, type StackProcess } from '../stack.js';
import { type HomeLayout } from './layout.js';
import { readJson, writePrivateJson } from './private-file.js';

/** `stack.json`. Without `running` the stack is down and the ports are those to prefer next time. */
export type StackRecord = {
  ports: PartPorts;
  running?: { token: string; settings: LocalStackSettings; processes: StackProcess[] };
};

export function readRecord(layout: HomeLayout): Promise<StackRecord | undefined> {
  return readJson<StackRecord>(layout.record);
}

export function writeRecord(layout: HomeLayout, record: StackRecord): Promise<void> {
  return writePrivateJson(layout.record, record);
}
