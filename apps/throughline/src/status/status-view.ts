import { colours, table } from '../terminal/output.js';
import { type Status } from './status.js';

/** Stages and outcomes for a person. */
export function statusText({ stages, signals, api }: Status): string {
  const rows = Object.entries(stages).map(([name, { state, lag, partitions }]) => [
    name,
    state === 'up' ? colours.green('up') : colours.red('DOWN'),
    String(partitions?.reduce((sum, { position }) => sum + (position ?? 0), 0) ?? '–'),
    String(partitions?.reduce((sum, { end }) => sum + end, 0) ?? '–'),
    lag === 0 ? '0' : colours.yellow(String(lag)),
  ]);
  const outcomes = `signals  ${signals.stored} stored · ${signals.duplicate} duplicate · ${signals.deadLettered} dead-lettered · ${signals.late} late`;
  const apiLine = `api      ${api.ready ? colours.green('ready') : colours.red('NOT READY')}  ${api.url}${api.why === undefined ? '' : `  ${api.why}`}`;
  return [
    table(
      [{ title: 'STAGE' }, { title: 'STATE' }, { title: 'POSITION' }, { title: 'END' }, { title: 'LAG' }],
      rows,
    ),
    '',
    outcomes,
    apiLine,
  ].join('\n');
}
