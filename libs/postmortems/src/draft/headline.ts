import { type Symptom } from '../story/story.js';
import { bySeverity, type Facts } from './facts.js';
import { count, date } from './words.js';

/** The symptom that names the incident: the worst, of these the first. */
export function headline(facts: Facts): Symptom | null {
  const candidates = facts.alerts.length > 0 ? facts.alerts : facts.logs;
  const worst = [...candidates].sort((a, b) => bySeverity(a.severity, b.severity) || a.at - b.at);
  return worst[0] ?? null;
}

/** The document's title: what failed where, how far it reached, and when. Plain text. */
export function draftTitle(facts: Facts): string {
  const symptom = headline(facts);
  const day = date(facts.started.at);
  if (symptom === null) return `Incident of ${day}`;
  const others = facts.services.length - 1;
  const reach = others === 0 ? '' : ` and ${count(others, 'more service')}`;
  return `${symptom.name} on ${symptom.service}${reach}, ${day}`;
}
