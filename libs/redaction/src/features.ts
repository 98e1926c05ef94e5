/** What one pass over a text sees; enough for most rules to know that they will find nothing. */
export interface Features {
  readonly text: string;
  readonly at: boolean;
  /** `=` or `:`. */
  readonly separator: boolean;
  readonly dash: boolean;
  readonly digits: number;
  /** Length of the longest run of letters, digits, `_`, `-`, `.`, `+`, `/`, `~` and `=`. */
  readonly longestRun: number;
}

const inRun = 1;
const digit = 2;
const dash = 4;
const separator = 8;
const at = 16;

/** Class bits of each ASCII character. */
const classes = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code);
  classes[code] =
    (/[A-Za-z0-9_.+/~=-]/.test(char) ? inRun : 0) |
    (/[0-9]/.test(char) ? digit : 0) |
    (char === '-' ? dash : 0) |
    (/[=:]/.test(char) ? separator : 0) |
    (char === '@' ? at : 0);
}

/** One pass, no allocation but the result. */
export function featuresOf(text: string): Features {
  let seen = 0;
  let digits = 0;
  let run = 0;
  let longestRun = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const bits = code < 128 ? (classes[code] ?? 0) : 0;
    seen |= bits;
    digits += (bits & digit) >> 1;
    run = bits & inRun ? run + 1 : 0;
    if (run > longestRun) longestRun = run;
  }
  return {
    text,
    at: (seen & at) !== 0,
    separator: (seen & separator) !== 0,
    dash: (seen & dash) !== 0,
    digits,
    longestRun,
  };
}
