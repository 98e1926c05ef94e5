import { type Group, type Symptom } from '../state.js';
import { type AlertClass, familyOf, tellsOfLess } from './alert-class.js';

/** A symptom and how much it says about where the fault is. */
export interface Weighed {
  readonly symptom: Symptom;
  readonly weight: number;
}

const classWeight: Readonly<Record<AlertClass, number>> = {
  error: 1.2,
  resource: 1,
  latency: 0.8,
  other: 0.7,
  traffic: 0.4,
};
const lessWeight = 0.4;
/** Time in which an early symptom says more than a late one, ms. */
const early = 120_000;

/** Services that show each value of `of`. */
function spread(symptoms: Iterable<Symptom>, of: (symptom: Symptom) => string): ReadonlyMap<string, number> {
  const services = new Map<string, Set<string>>();
  for (const symptom of symptoms) {
    const shown = services.get(of(symptom));
    if (shown === undefined) services.set(of(symptom), new Set([symptom.service]));
    else shown.add(symptom.service);
  }
  return new Map([...services].map(([value, { size }]) => [value, size]));
}

/**
 * What an unusual, early, lasting alert says that few services share: kind of measure · direction · novelty · earliness · ln of firings,
 * damped by how many services show the same alert and the same family of alerts.
 */
export function weighSymptoms(group: Group): readonly Weighed[] {
  const symptoms = [...group.symptoms.values()];
  const names = spread(symptoms, ({ name }) => name);
  const families = spread(symptoms, ({ name }) => familyOf(name));
  return symptoms.map((symptom) => {
    const { name, alertClass, novelty, first, firings } = symptom;
    const weight =
      classWeight[alertClass] *
      (tellsOfLess(name, alertClass) ? lessWeight : 1) *
      Math.max(0, novelty) *
      (0.4 + 0.6 * Math.exp(-(first - group.startedAt) / early)) *
      (1 + 0.5 * Math.log(firings)) *
      (names.get(name) ?? 1) ** -0.5 *
      (families.get(familyOf(name)) ?? 1) ** -0.25;
    return { symptom, weight };
  });
}
