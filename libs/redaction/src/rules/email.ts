import { type Rule } from '../rule.js';

/**
 * E-mail addresses. `git@host:path` is a repository, and a name that goes on behind the domain (`db@host.com_Database`) is none; what begins
 * behind a slash is part of a URL.
 */
const address =
  /(?<![\p{L}\p{N}._%+/-])(?!git@)[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}_-]|\.[\p{L}\p{N}])/gu;

export const email: Rule = {
  name: 'email',
  hint: ({ at }) => at,
  apply: (text, found) => text.replace(address, found),
};
