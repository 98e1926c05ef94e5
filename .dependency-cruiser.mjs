/** What the module boundaries of the linter do not see: cycles between files, deep imports, specs in production code, orphans. */
export default {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Two files that need each other are one concept, or a third is missing.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-deep-imports',
      severity: 'error',
      comment: "Across projects only the project's index.ts is imported.",
      from: { path: '^(apps|libs)/(.+?)/src/' },
      to: { path: '^(apps|libs)/(.+?)/src/(?!index\\.ts$)', pathNot: '^$1/$2/src/' },
    },
    {
      name: 'no-specs-in-production',
      severity: 'error',
      from: { pathNot: '\\.spec\\.ts$' },
      to: { path: '\\.spec\\.ts$' },
    },
    {
      name: 'testing-from-specs-alone',
      severity: 'error',
      from: {
        path: '^(apps|libs)/',
        pathNot: [
          '\\.spec\\.ts$',
          '\\.spec-support\\.ts$',
          '^libs/testing/',
          '^libs/event-store/contract-suite/',
        ],
      },
      to: {
        path: [
          '^libs/testing/',
          '^libs/event-store/contract-suite/',
          'node_modules/(fast-check|supertest|@jest/globals)/',
        ],
      },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'A file that nothing imports is dead.',
      from: {
        orphan: true,
        pathNot: [
          '\\.d\\.m?ts$',
          '(^|/)index\\.ts$',
          'main\\.ts$',
          '^apps/throughline/bin/',
          '\\.spec\\.ts$',
          '/dist/',
        ],
      },
      to: {},
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-undeclared-package',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@throughline/source', 'import', 'node', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
    combinedDependencies: true,
  },
};
