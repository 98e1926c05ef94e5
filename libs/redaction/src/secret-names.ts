/** Words that make a name secret wherever they end it, in lower case without separators. */
export const secretNames = [
  'password',
  'passwd',
  'passphrase',
  'pwd',
  'secret',
  'token',
  'apikey',
  'accesskey',
  'accesskeyid',
  'secretkey',
  'privatekey',
  'encryptionkey',
  'signingkey',
  'accountkey',
  'sharedaccesskey',
  'authorization',
  'credential',
  'credentials',
  'cookie',
  'connectionstring',
  'sessionid',
  'signature',
] as const;

/** Names that are secret only as they stand: as an ending they would take in too much. */
const wholeNames = new Set(['pass', 'auth', 'jwt', 'dsn', 'otp', 'cvv', 'cvc', 'ssn', 'iban', 'pan']);

const endsSecret = new RegExp(`(?:${secretNames.join('|')})$`);
const endsInPass = /[a-z0-9][-_.]pass$/i;

const bare = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Names are short; what is longer is judged by its end. */
const longestName = 256;

/** Whether the value of a label, attribute or setting is secret because of its name: `db.password`, `X-API-Key`, `authToken`. */
export function isSecretName(name: string, own: ReadonlySet<string>): boolean {
  const end = name.slice(-longestName);
  const word = bare(end);
  return endsSecret.test(word) || wholeNames.has(word) || endsInPass.test(end) || own.has(word);
}

/** A policy's own names as `isSecretName` compares them. */
export const ownNames = (names: readonly string[]): ReadonlySet<string> =>
  new Set(names.map(bare).filter((name) => name !== ''));
