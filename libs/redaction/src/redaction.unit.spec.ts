import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defaultRedaction, redactionRules, redactNamed, redactText } from './index.js';

const text = (input: string) => redactText(input).text;

/** Built from parts, so that scanners of this repository do not take the tests' samples for real ones. */
const sample = {
  jwt: ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0NTY3ODkwIn0', 'dozjgNryP4J3jVmNHl0w5N'].join('.'),
  aws: `AK${'IA'}IOSFODNN7EXAMPLE`,
  github: `gh${'p_'}${'a1B2'.repeat(9)}`,
  slack: `xo${'xb'}-123456789012-abcdefghij`,
  stripe: `sk${'_live_'}${'4eC39HqLyjWDarjtT1zdp7dc'}`,
  pem: `-----BEGIN RSA ${'PRIVATE'} KEY-----\nMIIEow\nabc==\n-----END RSA ${'PRIVATE'} KEY-----`,
};

describe('redactText takes out', () => {
  it.each([
    ['an e-mail address', 'mail from jane.doe+x@mail.example.com.', 'mail from [redacted:email].'],
    ['a non-ASCII address', 'von jürgen@müller.de an', 'von [redacted:email] an'],
    ['a JSON web token', `got ${sample.jwt} back`, 'got [redacted:jwt] back'],
    ['an AWS key id', `key ${sample.aws}, ok`, 'key [redacted:aws-key], ok'],
    ['a GitHub token', `using ${sample.github}`, 'using [redacted:token]'],
    ['a Slack token', `using ${sample.slack}`, 'using [redacted:token]'],
    ['a Stripe key', `using ${sample.stripe}`, 'using [redacted:token]'],
    ['a private key', `a ${sample.pem} b`, 'a [redacted:private-key] b'],
    ['a private key that was cut off', `a ${sample.pem.slice(0, 50)}`, 'a [redacted:private-key]'],
    ['a bearer header', 'Authorization: Bearer abc123def456', 'Authorization: Bearer [redacted:bearer]'],
    ['an authorization of any scheme', 'authorization: Custom', 'authorization: [redacted:secret]'],
    ['a bearer token without header', 'sent bearer AbCdEfGh1234', 'sent bearer [redacted:bearer]'],
    [
      'the password of a connection string',
      'postgres://app:hunter2@db:5432/shop and redis://:s3cret@cache',
      'postgres://app:[redacted:connection-string]@db:5432/shop and redis://:[redacted:connection-string]@cache',
    ],
    ['a password with an at sign', 'amqp://u:p@ss@mq/', 'amqp://u:[redacted:connection-string]@mq/'],
    [
      'a token as user of a URL',
      'https://0123456789abcdef@host/x',
      'https://[redacted:connection-string]@host/x',
    ],
    ['password=…', 'user=bob password=hunter2 retries=3', 'user=bob password=[redacted:secret] retries=3'],
    ['a prefixed name', 'DB_PASSWORD: hunter2', 'DB_PASSWORD: [redacted:secret]'],
    ['SMTP_PASS', 'SMTP_PASS=hunter2', 'SMTP_PASS=[redacted:secret]'],
    ['a key in JSON', '{"api_key":"a b","n":1}', '{"api_key":"[redacted:secret]","n":1}'],
    ['a quoted value with escapes', '{"secret":"a\\"b","n":1}', '{"secret":"[redacted:secret]","n":1}'],
    [
      'a key in JSON inside of JSON',
      '{\\"clientSecret\\":\\"abc\\",\\"n\\":1}',
      '{\\"clientSecret\\":\\"[redacted:secret]\\",\\"n\\":1}',
    ],
    ['a query parameter', 'GET /x?access_token=abc&y=2', 'GET /x?access_token=[redacted:secret]&y=2'],
    [
      'an ADO string',
      'Server=db;User Id=sa;Password=p w;X=1',
      'Server=db;User Id=sa;Password=[redacted:secret] w;X=1',
    ],
    ['an option', 'mysql --password hunter2 -v', 'mysql --password [redacted:secret] -v'],
    ['a secret behind a spoken word', 'token: password=abc', 'token: password=[redacted:secret]'],
    ['a token that looks like one', 'token: abc123', 'token: [redacted:secret]'],
    ['a card number', 'card 4111 1111 1111 1111 declined', 'card [redacted:card] declined'],
    ['a card number in one run', 'pan=5555555555554444', 'pan=[redacted:card]'],
    ['an American card number', '3782-822463-10005', '[redacted:card]'],
    ['an IBAN', 'to GB82 WEST 1234 5698 7654 32 PAID', 'to [redacted:iban] PAID'],
    ['an IBAN in one run', 'DE89370400440532013000', '[redacted:iban]'],
  ])('%s', (_, input, output) => {
    expect(text(input)).toBe(output);
  });
});

describe('redactText leaves', () => {
  it.each([
    ['prose', 'slow query took 2371 ms'],
    ['a word of which prose speaks', 'invalid token: unexpected end of input'],
    ['an authentication scheme in prose', 'basic authentication failed'],
    ['a name that only resembles an address', 'adoptions@services.us-west-2.rds.amazonaws.com_Database::SQL'],
    ['a Git remote', 'git@github.com:org/repo.git'],
    ['a package', 'pkg @nestjs/core@12.5.1'],
    ['a number with a wrong check digit', '4111 1111 1111 1112'],
    ['epoch nanoseconds', '1700000000000000000'],
    ['a UUID of digits', '41111111-1111-4111-8111-111111111111'],
    ['a decimal', '0.4111111111111111'],
    ['an IBAN with wrong check digits', 'GB83 WEST 1234 5698 7654 32'],
    ['counts of tokens', 'max_tokens=500 tokens: 12'],
    ['null passwords', 'password=null token=*** secret: true'],
    ['a URL with a port and an at sign behind it', 'https://host:8080/path/x@y'],
    ['a host in a URL', 'https://example.com/a?b=c'],
  ])('%s', (_, input) => {
    expect(redactText(input)).toEqual({ text: input, counts: {} });
  });
});

describe('redactText', () => {
  it('counts by rule', () => {
    expect(redactText('a@example.com b@example.com password=x').counts).toEqual({ email: 2, secret: 1 });
  });

  it('counts nothing in what was redacted already', () => {
    const { text: once } = redactText('redis://:pw@cache x=a@example.com token=abc1 --secret abc');
    expect(redactText(once)).toEqual({ text: once, counts: {} });
  });

  const fragments = fc.constantFrom(
    ...Object.values(sample),
    ...['password=', 'token: ', '"secret":"', '[redacted:', 'email]', '://u:', '@', 'a@b.co', '"', "'", '\\'],
    ...[
      ' ',
      '\n',
      '=',
      ':',
      '-',
      '4111111111111111',
      'GB82WEST12345698765432',
      'bearer ',
      'x',
      '.',
      '--',
      'key',
    ],
    ...[
      'eyJ',
      '-----BEGIN PRIVATE KEY-----',
      '[redacted:secret]',
      'authorization',
      '\ud800',
      'ü',
      ';',
      ',',
      '&',
    ],
  );
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fragments, { maxLength: 24 }).map((parts) => parts.join('')),
  );

  it('is idempotent', () => {
    fc.assert(
      fc.property(hostile, (input) => {
        const once = text(input);
        expect(text(once)).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves no planted secret whatever stands around it', () => {
    const planted = fc.constantFrom(sample.aws, sample.github, sample.stripe, sample.jwt);
    const around = fc.string({ unit: 'grapheme-ascii', maxLength: 40 });
    fc.assert(
      fc.property(around, planted, around, (before, secret, after) => {
        expect(text(`${before} ${secret} ${after}`)).not.toContain(secret);
      }),
    );
  });

  // 200,000 characters each: an expression that backtracks quadratically would need hours, and the run's own limit ends it.
  it.each([
    ...[
      'a',
      ' ',
      '@',
      'a@',
      'a.',
      'a@a.',
      '-',
      '-----BEGIN ',
      '-----BEGIN PRIVATE KEY',
      'eyJ',
      'eyJaaaaa.',
      '://',
    ],
    ...[
      '://a:',
      '://a@',
      'token:',
      'token: ',
      'password',
      'api_',
      'key=',
      '"',
      '\\"',
      'bearer ',
      '4',
      '4111 ',
      'GB82',
    ],
    ...[
      'GB82 ',
      'sk-',
      'SG.',
      'xoxb-',
      '-a ',
      '--',
      '--a-',
      'AKIA',
      '[redacted:',
      'password="',
      "pwd='\\",
      '\ud800',
    ],
  ])('takes no longer than linear in a long run of %j', (unit) => {
    const input = unit.repeat(Math.ceil(200_000 / unit.length));
    expect(redactText(input).text.length).toBeLessThanOrEqual(input.length * 4);
  });
});

describe('redactNamed', () => {
  it.each([
    ...[
      'authorization',
      'Authorization',
      'password',
      'db.password',
      'X-API-Key',
      'authToken',
      'client_secret',
    ],
    ...['AWS_ACCESS_KEY_ID', 'cookie', 'set-cookie', 'pass', 'SMTP_PASS', 'auth', 'ssn'],
  ])('takes the value of %s out whole', (name) => {
    expect(redactNamed(name, 'anything at all')).toEqual({
      text: '[redacted:secret]',
      counts: { secret: 1 },
    });
  });

  it.each(['service', 'pod', 'author', 'keyboard', 'tokens', 'compass', 'secret_name', 'partition_key'])(
    'redacts the value of %s as text',
    (name) => {
      expect(redactNamed(name, 'anything at all').text).toBe('anything at all');
      expect(redactNamed(name, 'a@example.com').text).toBe('[redacted:email]');
    },
  );

  it('leaves an empty value', () => {
    expect(redactNamed('password', '')).toEqual({ text: '', counts: {} });
  });
});

describe('redactionRules', () => {
  it('applies no disabled rule', () => {
    const rules = redactionRules({ disable: ['email', 'secret'], keys: [] });
    const input = 'a@example.com password=x';
    expect(redactText(input, rules).text).toBe(input);
    expect(redactNamed('password', 'x', rules).text).toBe('x');
  });

  it("knows a policy's own names, as label and in text, whatever characters they have", () => {
    const rules = redactionRules({ disable: [], keys: ['employee_id', 'a+b('] });
    expect(redactText('employee_id=42 a+b(=7', rules).text).toBe(
      'employee_id=[redacted:secret] a+b(=[redacted:secret]',
    );
    expect(redactNamed('Employee-Id', '42', rules).text).toBe('[redacted:secret]');
    expect(redactNamed('Employee-Id', '42', defaultRedaction).text).toBe('42');
  });
});
