/** The read models, by the names that `rebuild` knows, and their tables. */
export const readModels = {
  incidents: { table: 'incidents', incidentColumn: 'id' },
  timeline: { table: 'timeline_entries', incidentColumn: 'incident_id' },
  signals: { table: 'incident_signals', incidentColumn: 'incident_id' },
  services: { table: 'services_seen', incidentColumn: 'incident_id' },
} as const;

export type ReadModelName = keyof typeof readModels;

export const readModelNames = Object.keys(readModels) as readonly ReadModelName[];

export const isReadModelName = (name: string): name is ReadModelName => name in readModels;
