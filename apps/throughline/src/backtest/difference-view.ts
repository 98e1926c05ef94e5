import { type BacktestResult, type ResultDifference } from '@throughline/backtest';
import { plain, table, utc } from '../terminal/output.js';

const titlesOf = ({ incidents }: BacktestResult): ReadonlyMap<string, string> =>
  new Map(incidents.map(({ id, title, openedAt }) => [id, `${utc(openedAt)}  ${plain(title)}`]));

/** What another policy makes of the same signals, for a person. */
export function differenceText(
  before: BacktestResult,
  after: BacktestResult,
  difference: ResultDifference,
): string {
  const was = titlesOf(before);
  const is = titlesOf(after);
  const name = (titles: ReadonlyMap<string, string>, id: string): string => titles.get(id) ?? id;
  const rows = [
    ...difference.split.map(({ before: id, after: ids }) => [
      'split',
      name(was, id),
      ids.map((each) => name(is, each)).join('\n'),
    ]),
    ...difference.merged.map(({ before: ids, after: id }) => [
      'merged',
      ids.map((each) => name(was, each)).join('\n'),
      name(is, id),
    ]),
    ...difference.gained.map((id) => ['gained', '–', name(is, id)]),
    ...difference.lost.map((id) => ['lost', name(was, id), '–']),
  ];
  const columns = [{ title: 'CHANGE' }, { title: 'BEFORE', max: 40 }, { title: 'AFTER', flexible: true }];
  const summary = `policy ${before.policyVersion} → ${after.policyVersion} · ${before.incidents.length} → ${after.incidents.length} incidents · ${difference.moved.length} signals moved · ${difference.suspects.length} first suspects changed`;
  return rows.length === 0 ? `No incident differs.\n${summary}` : `${table(columns, rows)}\n\n${summary}`;
}
