import { type ChangeSuspect, type Evidence, type ServiceSuspect } from '@throughline/contracts';
import { said } from '../durations.js';
import { speaksAgainst, speaksFor } from '../evidence.js';
import { type Group } from '../state.js';
import { type ChangeSuspicion } from './changes.js';
import { type RankedService } from './rank.js';

const most = 10;
/** Share of all suspicion from which the first suspect was right in 94 to 98 of 100 cases. */
const strong = 0.4;

const rounded = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000;

/** The services suspected most, each with its share of all suspicion and what that is made of. */
export function tellServices(ranked: readonly RankedService[], group: Group): readonly ServiceSuspect[] {
  const sum = ranked.reduce((total, { final }) => total + final, 0);
  if (sum <= 0) return [];
  return ranked
    .filter(({ final }) => final > 0)
    .sort((a, b) => b.final - a.final || (a.service < b.service ? -1 : 1))
    .slice(0, most)
    .map((suspicion) => ({
      service: suspicion.service,
      score: rounded(suspicion.final / sum),
      evidence: serviceEvidence(suspicion, sum, group),
    }));
}

function serviceEvidence(suspicion: RankedService, sum: number, group: Group): readonly Evidence[] {
  const { service, own, explains, explained, change, final } = suspicion;
  const share = final / sum;
  const all = Math.max(own + explains, 1e-9);
  const found: Evidence[] = [
    speaksFor(
      'suspicion',
      share,
      `${share >= strong ? 'Strong' : 'Weak'} suspicion: it holds ${Math.round(share * 100)} % of what points anywhere.`,
    ),
  ];
  if (own > 0) found.push(speaksFor('own-alerts', own / all, ownSentence(service, group)));
  if (explains > 0)
    found.push(
      speaksFor(
        'explains-callers',
        explains / all,
        `If ${service} fails, that explains alerts of what calls it.`,
      ),
    );
  if (explained > 0)
    found.push(
      speaksAgainst(
        'explained-by-dependency',
        explained / all,
        `Something that ${service} calls is in trouble too, and would explain it.`,
      ),
    );
  if (change !== null)
    found.push(
      speaksFor('recent-change', change.timing, `${change.change.title}, ${whenSentence(change, group)}.`),
    );
  return found;
}

function ownSentence(service: string, group: Group): string {
  const own = [...group.symptoms.values()].filter(
    (symptom) => symptom.service === service || symptom.callee === service,
  );
  if (own.length === 0) return `Alerts of its callers name ${service}.`;
  const first = own.reduce((earliest, symptom) => Math.min(earliest, symptom.first), Infinity);
  const names = [...new Set(own.map(({ name }) => name))].sort();
  return `${own.length} ${own.length === 1 ? 'alert' : 'alerts'} on it or about it (${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}), the first ${said(first - group.startedAt)} after onset.`;
}

const whenSentence = ({ change }: ChangeSuspicion, group: Group): string =>
  change.at <= group.startedAt
    ? `${said(group.startedAt - change.at)} before onset`
    : `${said(change.at - group.startedAt)} after onset`;

/** The changes suspected most. */
export function tellChanges(suspected: readonly ChangeSuspicion[], group: Group): readonly ChangeSuspect[] {
  return [...suspected]
    .sort(
      (a, b) =>
        b.score - a.score || b.change.at - a.change.at || (a.change.signalId < b.change.signalId ? -1 : 1),
    )
    .slice(0, most)
    .map((suspicion) => {
      const { signalId, changeId, kind, service, title, actor, at: occurredAt } = suspicion.change;
      const score = rounded(suspicion.score / 1.15);
      const evidence = changeEvidence(suspicion, group);
      return { signalId, changeId, kind, service, title, actor, occurredAt, score, evidence };
    });
}

function changeEvidence(suspicion: ChangeSuspicion, group: Group): readonly Evidence[] {
  const { change, timing, place, version } = suspicion;
  const after = change.at > group.startedAt;
  const when = `It was made ${whenSentence(suspicion, group)}.`;
  const found: Evidence[] = [
    after && timing < 0.5
      ? speaksAgainst('time-before-onset', 1 - timing, when)
      : speaksFor('time-before-onset', timing, when),
  ];
  const service = change.service ?? 'an unknown service';
  if (place > 0)
    found.push(
      speaksFor('changed-service', place, `It changed ${service}, which is suspected or called by what is.`),
    );
  else found.push(speaksAgainst('changed-service', 0.85, `Nothing points at ${service}, which it changed.`));
  if (version > 0)
    found.push(
      speaksFor(
        'new-version',
        1 - Math.exp(-version),
        `Instances on ${change.version ?? 'the new version'} do worse than the others.`,
      ),
    );
  return found;
}
