import { type Rule } from '../rule.js';

/** How the tokens of widely used services begin and what follows. */
const shapes = [
  'gh[pousr]_[A-Za-z0-9]{20,}', // GitHub
  'github_pat_[A-Za-z0-9_]{20,}',
  'glpat-[A-Za-z0-9_-]{16,}', // GitLab
  'xox[abeoprs]-[A-Za-z0-9-]{10,}', // Slack
  'xapp-[A-Za-z0-9-]{10,}',
  '(?:sk|rk|pk|whsec)_(?:live_|test_)?[A-Za-z0-9]{16,}', // Stripe
  'sk-[A-Za-z0-9_-]{20,}', // OpenAI, Anthropic
  'AIza[A-Za-z0-9_-]{30,}', // Google
  'ya29\\.[A-Za-z0-9_-]{20,}',
  'npm_[A-Za-z0-9]{30,}',
  'pypi-[A-Za-z0-9_-]{40,}',
  'hf_[A-Za-z0-9]{30,}',
  'hv[sbr]\\.[A-Za-z0-9_-]{20,}', // Vault
  'do[opr]_v1_[a-f0-9]{40,}', // DigitalOcean
  'SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}', // SendGrid
  'SK[0-9a-f]{32}', // Twilio
  'glsa_[A-Za-z0-9_]{20,}', // Grafana
];

const pattern = new RegExp(`(?<![A-Za-z0-9])(?:${shapes.join('|')})`, 'g');
const slackWebhook = /(hooks\.slack\.com\/(?:services|workflows)\/)[A-Za-z0-9/_-]{8,}/g;

/** Access tokens that are known by their beginning. */
export const token: Rule = {
  name: 'token',
  hint: ({ text, longestRun }) =>
    longestRun >= 15 &&
    /gh[pousr]_|_pat_|glpat-|xox|xapp-|[srp]k_|whsec_|sk-|AIza|ya29|npm_|pypi-|hf_|hv[sbr]\.|_v1_|SG\.|SK[0-9a-f]|glsa_|hooks\.slack/.test(
      text,
    ),
  apply: (text, found) =>
    text.replace(pattern, found).replace(slackWebhook, (_, before: string) => `${before}${found()}`),
};
