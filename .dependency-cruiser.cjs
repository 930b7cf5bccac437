/** Imports point one way: contract ← lipsync, puppet ← importer, media-server ← server; the console knows what runs in a browser; local-room ← agora-local, trtc-local. */
const adapters = ['transports', 'speech', 'storage', 'http'];

const pkg = (name) => `^packages/${name}/`;
const onlyFrom = (name, allowed) => ({
  name: `${name}-imports-only-${allowed.join('-') || 'nothing'}`,
  severity: 'error',
  from: { path: pkg(name) },
  to: { path: '^packages/', pathNot: [name, ...allowed].map(pkg) },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    onlyFrom('contract', []),
    onlyFrom('lipsync', ['contract']),
    onlyFrom('puppet', ['contract']),
    onlyFrom('importer', ['contract', 'puppet']),
    onlyFrom('media-server', []),
    onlyFrom('local-room', ['contract']),
    onlyFrom('agora-local', ['local-room']),
    onlyFrom('trtc-local', ['local-room']),
    onlyFrom('bridge', ['contract']),
    onlyFrom('console', ['contract', 'lipsync', 'puppet']),
    {
      name: 'contract-imports-zod-only',
      severity: 'error',
      from: { path: '^packages/contract/src', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: '/zod/' },
    },
    ...adapters.map((name) => ({
      name: `${name}-knows-no-other-adapter`,
      severity: 'error',
      from: { path: `^packages/server/src/${name}/`, pathNot: '\\.test\\.ts$' },
      to: {
        path: `^packages/server/src/(${adapters.filter((other) => other !== name).join('|')})/`,
        pathNot: '[/-]port\\.ts$',
      },
    })),
    {
      name: 'nobody-imports-the-composition-root',
      severity: 'error',
      from: {
        path: '^packages/server/src/',
        pathNot: ['^packages/server/src/(main|cli/.*)\\.ts$', '\\.test\\.ts$'],
      },
      to: { path: '^packages/server/src/main\\.ts$' },
    },
    {
      name: 'conformance-knows-nothing-of-the-product',
      severity: 'error',
      from: { path: '^conformance/', pathNot: '(\\.test\\.ts|/testing/.*)$' },
      to: { path: '^(packages|tests|bench)/' },
    },
    {
      name: 'product-imports-no-tests',
      severity: 'error',
      from: { path: '^packages/.*/src/', pathNot: '(\\.test\\.ts|\\.suite\\.ts|/testing/.*)$' },
      to: { path: '(\\.test\\.ts|\\.suite\\.ts|/testing/.*)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/dist/|/node_modules/)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.check.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs'],
    },
  },
};
