import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const on = (tag, ...allowed) => ({ sourceTag: tag, onlyDependOnLibsWithTags: allowed });

/** Pure code has no clock, no chance and no I/O: these packages stay out of `type:domain` and `type:contract`. */
const io = [
  '@nestjs/*',
  'kafkajs',
  '@kafkajs/*',
  'pg',
  'knex',
  'avsc',
  'node:fs',
  'node:fs/*',
  'node:net',
  'node:http',
  'node:child_process',
  'fs',
  'net',
  'http',
  'child_process',
];

const direction = [
  on('type:app', 'type:nest', 'type:adapter', 'type:port', 'type:domain', 'type:contract'),
  on('type:nest', 'type:nest', 'type:adapter', 'type:port', 'type:domain', 'type:contract'),
  on('type:adapter', 'type:adapter', 'type:port', 'type:domain', 'type:contract'),
  on('type:port', 'type:port', 'type:domain', 'type:contract'),
  { ...on('type:domain', 'type:domain', 'type:contract'), bannedExternalImports: io },
  { ...on('type:contract', 'type:contract'), bannedExternalImports: io },
  on('type:testing', 'type:testing', 'type:adapter', 'type:port', 'type:domain', 'type:contract'),
];

/** A service's Nest modules know the platform and their own area, never another service. */
const service = (scope) => ({
  sourceTag: `scope:${scope}`,
  notDependOnLibsWithTags: ['intake', 'correlator', 'projector', 'postmortem', 'api']
    .filter((s) => s !== scope)
    .map((s) => `scope:${s}`),
});
const shared = (scope) => ({
  sourceTag: `scope:${scope}`,
  notDependOnLibsWithTags: [
    'scope:intake',
    'scope:correlator',
    'scope:projector',
    'scope:postmortem',
    'scope:api',
    'scope:throughline',
  ],
});

const depConstraints = [
  ...direction,
  ...['intake', 'correlator', 'projector', 'postmortem', 'api'].map(service),
  ...[
    'contracts',
    'identity',
    'signals',
    'redaction',
    'policy',
    'catalog',
    'correlation',
    'incidents',
    'postmortems',
    'backtest',
    'event-store',
    'storage',
    'kafka',
    'read-models',
    'platform',
    'local-stack',
    'testing',
  ].map(shared),
];

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '.nx/**',
      '.throughline/**',
      'libs/contracts/src/generated/**',
      'coverage/**',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.mjs', '.dependency-cruiser.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { '@nx': nx },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      complexity: ['error', 12],
      'max-depth': ['error', 3],
      'no-console': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
      // Promises and numbers need no braces around an arrow's only expression.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['apps/**/*.ts', 'libs/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { enforceBuildableLibDependency: false, allow: [], depConstraints },
      ],
    },
  },
  {
    // Nest reads constructor parameter types at run time: they must be value imports.
    files: ['libs/services/**/*.ts', 'libs/platform/**/*.ts', 'libs/kafka/transport/**/*.ts', 'apps/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    files: [
      'libs/{contracts,identity,signals,redaction,policy,catalog,correlation,incidents,postmortems,backtest}/**/*.ts',
      'libs/read-models/projections/**/*.ts',
    ],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'Time is an input here.',
        },
        {
          selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
          message: 'Time is an input here.',
        },
        {
          selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: 'Identity and chance are inputs here.',
        },
        { selector: "CallExpression[callee.property.name='randomUUID']", message: 'Ids are derived here.' },
      ],
    },
  },
  {
    files: ['apps/throughline/src/**/*.ts', 'tools/**/*.ts', 'bench/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: [
      '**/*.spec.ts',
      '**/*.spec-support.ts',
      'libs/testing/**/*.ts',
      'libs/event-store/contract-suite/**/*.ts',
    ],
    rules: {
      '@nx/enforce-module-boundaries': 'off',
      complexity: 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  { files: ['**/*.mjs', '**/*.js'], ...tseslint.configs.disableTypeChecked },
  prettier,
);
