import { type ChangeSuspect, type MemberSignal } from '@throughline/contracts';
import { severityRank } from '../view/lead.js';
import { clause } from '../words.js';
import { type Told } from './entry.js';

const on = (service: string | null): string => (service === null ? '' : ` on ${service}`);

function said(member: MemberSignal): string {
  const { kind, name, service, summary, status } = member;
  const detail = summary === name ? null : summary;
  if (kind === 'log') return clause(service === null ? 'Logged' : `${service} logged`, summary);
  if (kind !== 'alert') return clause(`${name}${on(service)}`, detail);
  return clause(`Alert ${name} ${status === 'resolved' ? 'was resolved' : 'fired'}${on(service)}`, detail);
}

const kindOf = ({ kind }: MemberSignal): Told['kind'] =>
  kind === 'alert' || kind === 'log' ? kind : 'change';

const importanceOf = (member: MemberSignal): Told['importance'] =>
  member.status === 'resolved' || severityRank(member.severity) > 2 ? 'minor' : 'normal';

/** A signal that joined, at its own time. */
export const toldMember = (member: MemberSignal): Told => ({
  kind: kindOf(member),
  importance: importanceOf(member),
  text: said(member),
  occurredAt: member.occurredAt,
  service: member.service,
  severity: member.severity,
  signalId: member.signalId,
});

const seconds = (ms: number): string => {
  const whole = Math.max(1, Math.round(ms / 1000));
  return whole < 120 ? `${whole} s` : `${Math.round(whole / 60)} min`;
};

/** A signal that joined behind the watermark, at its own time. */
export const toldLate = (member: MemberSignal, latenessMs: number): Told => ({
  ...toldMember(member),
  kind: 'late',
  text: `${said(member)} It arrived ${seconds(latenessMs)} late.`,
});

/** A change that is suspected, at its own time, once: a later ranking tells it under the same key. */
export const toldChange = (change: ChangeSuspect, rank: number): Told => ({
  key: `change:${change.signalId}`,
  kind: 'change',
  importance: rank === 0 ? 'key' : 'normal',
  text: clause(
    `${change.kind === 'deploy' ? 'Deploy' : 'Config change'}${on(change.service)}${change.actor === null ? '' : ` by ${change.actor}`}`,
    change.title,
  ),
  occurredAt: change.occurredAt,
  service: change.service,
  signalId: change.signalId,
});
