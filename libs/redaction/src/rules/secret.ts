import { looksGenerated } from '../looks-generated.js';
import { markerStart, type Rule } from '../rule.js';
import { secretNames } from '../secret-names.js';

/** `apikey` also as `api_key`, `api-key`, `api.key` and `api key`. */
const parts = [
  ['api', 'key'],
  ['access', 'key', 'id'],
  ['access', 'key'],
  ['secret', 'key'],
  ['private', 'key'],
  ['encryption', 'key'],
  ['signing', 'key'],
  ['account', 'key'],
  ['shared', 'access', 'key'],
  ['connection', 'string'],
  ['session', 'id'],
];
const compound = new Map(parts.map((words) => [words.join(''), words.join('[ _.-]?')]));

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** Longest first, so that `access_key_id` is not taken for `access_key`. */
const builtIn = [...new Set([...secretNames, 'accesskeyid'])]
  .sort((a, b) => b.length - a.length)
  .map((word) => compound.get(word) ?? word)
  .concat('[_-]pass');

/** Optional quotes (escaped ones too), then `=`, `:`, `=>` or `:=`. */
const separator = '(\\\\{0,3}["\']?[ \\t]{0,4}(?:=>|:=|==?|:)[ \\t]{0,4})';
const scheme = '(?:(?:bearer|basic|digest|negotiate|token|apikey)[ \\t]{1,4})?';
/** A quoted value ends with its quote, an escaped quote with the next backslash, a bare one with a blank or delimiter. */
const value = [
  '"(?:[^"\\\\\\r\\n]|\\\\.)+',
  "'(?:[^'\\\\\\r\\n]|\\\\.)+",
  '\\\\{1,3}["\'][^"\'\\\\\\r\\n]+',
  `${scheme}[^\\s"'\\\\,;&<>]+`,
].join('|');

/** Words of which prose speaks (`unexpected token: end`): what follows must look like a secret. */
const spokenOf = /(?:token|key|signature|cookie|credentials?|session[ _.-]?id)$/i;
const harmless = /^(?:null|nil|none|undefined|true|false|\*+|\.+|-+)$/i;

const leadingScheme = new RegExp(`^${scheme}`, 'i');

function isSecret(name: string, between: string, quoted: string): boolean {
  const text = quoted.replace(/^\\{0,3}["']/, '').replace(leadingScheme, '');
  if (text.startsWith(markerStart) || harmless.test(text) || text === '') return false;
  const prose = spokenOf.test(name) && /:[ \t]/.test(between) && !/^[\\"']/.test(quoted);
  return !prose || (looksGenerated(text) && !text.includes(markerStart));
}

/** Command-line options: `--password hunter2`. */
const option =
  /((?:^|\s)--?[a-z][a-z-]{0,32}[ \t]{1,4})(?!\[redacted:|-)("[^"\r\n]*"?|'[^'\r\n]*'?|[^\s"']+)/gi;
const secretOption = /(?:password|passwd|pwd|passphrase|secret|token|api-?key|access-key)[ \t]+$/i;

const redactPairs = (pattern: RegExp, text: string, found: () => string): string => {
  let result = '';
  let at = 0;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [whole, name = '', between = ''] = match;
    const quoted = whole.slice(name.length + between.length);
    if (!isSecret(name, between, quoted)) {
      // What follows may itself be a name: `token: password=x`.
      pattern.lastIndex = match.index + name.length;
      continue;
    }
    const quote = /^\\{0,3}["']/.exec(quoted)?.[0] ?? '';
    result += text.slice(at, match.index) + name + between + quote + found();
    at = pattern.lastIndex;
  }
  return result + text.slice(at);
};

/** Values that stand behind a name which says that they are secret: `password=…`, `"api_key": "…"`, `Authorization: …`. */
export function secretRule(own: readonly string[]): Rule {
  const names = [...builtIn, ...own.map(escaped)].join('|');
  const pattern = new RegExp(`(${names})${separator}(?:${value})`, 'gi');
  const hint = new RegExp(
    ['pass', 'pwd', 'secret', 'token', 'key', 'authorization', 'credential', 'cookie', 'connection']
      .concat('session', 'signature', own.map(escaped))
      .join('|'),
    'i',
  );
  return {
    name: 'secret',
    hint: ({ text, separator, dash }) => (separator || dash) && hint.test(text),
    apply: (text, found) =>
      redactPairs(pattern, text, found).replace(option, (whole, before: string) =>
        secretOption.test(before) ? `${before}${found()}` : whole,
      ),
  };
}
