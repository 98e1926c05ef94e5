import {
  type ChangeSuspect,
  type Evidence,
  type IncidentEvent,
  type IncidentFact,
  type MemberSignal,
} from '@throughline/contracts';
import { expect } from '@jest/globals';
import { type IncidentCommand, type OpenIncident } from './decider/commands.js';
import { decide } from './decider/decide.js';
import { isRefusal, type RefusalCode } from './decider/refusal.js';
import { evolve, initialState } from './decider/state.js';
import { incidentEvents } from './placement.js';

export const incident = '00000000-0000-5000-8000-00000000000a';
export const other = '00000000-0000-5000-8000-00000000000b';
export const t0 = Date.UTC(2026, 0, 1, 12, 0, 0);

export const evidence: Evidence = {
  kind: 'same-service',
  weight: 0.6,
  stance: 'for',
  text: 'Same service.',
};

export const member = (signalId: string, more: Partial<MemberSignal> = {}): MemberSignal => ({
  signalId,
  kind: 'alert',
  service: 'checkout',
  source: 'prometheus',
  fingerprint: `fp-${signalId}`,
  name: 'HighErrorRate',
  summary: 'Error rate above 5 %',
  severity: 'error',
  status: 'firing',
  occurredAt: t0,
  receivedAt: t0 + 1000,
  score: 0.8,
  evidence: [evidence],
  ...more,
});

export const many = (count: number, prefix = 's'): MemberSignal[] =>
  Array.from({ length: count }, (_, index) => member(`${prefix}${index}`));

export const openCommand = (more: Partial<OpenIncident> = {}): OpenIncident => ({
  type: 'OpenIncident',
  at: t0,
  onsetAt: t0,
  severity: 'error',
  members: [member('a')],
  score: 1.2,
  threshold: 1,
  reasons: [evidence],
  recurrenceOf: null,
  ...more,
});

export const suspect = (signalId: string, more: Partial<ChangeSuspect> = {}): ChangeSuspect => ({
  signalId,
  changeId: `change-${signalId}`,
  kind: 'deploy',
  service: 'checkout',
  title: 'checkout 1.4.2',
  actor: 'sara',
  occurredAt: t0 - 300_000,
  score: 0.9,
  evidence: [evidence],
  ...more,
});

export const opened: IncidentFact = {
  type: 'IncidentOpened',
  data: {
    onsetAt: t0,
    severity: 'error',
    members: [member('a')],
    score: 1.2,
    threshold: 1,
    reasons: [evidence],
    recurrenceOf: null,
  },
};

export const given = (...facts: readonly IncidentFact[]) => ({
  when(command: IncidentCommand) {
    const outcome = decide(command, facts.reduce(evolve, initialState()));
    return {
      then: (...expected: readonly IncidentFact[]) => {
        expect(outcome).toEqual(expected);
      },
      thenNothing: () => {
        expect(outcome).toEqual([]);
      },
      thenRefused: (code: RefusalCode) => {
        expect(isRefusal(outcome) ? outcome.code : outcome).toBe(code);
      },
      facts: () => outcome as readonly IncidentFact[],
    };
  },
});

/** The facts as events a second apart. */
export const eventsOf = (facts: readonly IncidentFact[], actor = 'engine'): IncidentEvent[] =>
  facts.flatMap((fact, version) =>
    incidentEvents([fact], {
      streamId: incident,
      version,
      tenant: 'acme',
      environment: 'production',
      scope: 'acme/production',
      occurredAt: t0 + version * 1000,
      recordedAt: t0 + version * 1000 + 500,
      metadata: { actor, causationId: 'cause', correlationId: incident, policyVersion: 'p1' },
    }),
  );
