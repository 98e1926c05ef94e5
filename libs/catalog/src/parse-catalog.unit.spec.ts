import { describe, expect, it } from '@jest/globals';
import { catalogContent, catalogFromContent, emptyCatalog, parseCatalog } from './index.js';

const parsed = (yaml: string) => {
  const result = parseCatalog(yaml);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.catalog;
};

const errorsOf = (yaml: string) => {
  const result = parseCatalog(yaml);
  if (result.ok) throw new Error('accepted');
  return result.errors;
};

const component = (name: string, spec = '') =>
  `---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: { name: "${name}" }\nspec: { ${spec} }\n`;

describe('parseCatalog', () => {
  it('reads what a component says about itself', () => {
    const catalog = parsed(`
kind: Component
metadata:
  name: checkout
  annotations: { throughline.io/tier: 1 }
  links: [{ url: https://runbooks/checkout, title: Runbook }, { url: https://dash }]
spec:
  type: service
  owner: group:default/team-shop
  dependsOn: [component:default/cart, resource:db, payments, component:default/cart]
`);
    expect(catalog.service('checkout')).toEqual({
      name: 'checkout',
      owner: 'team-shop',
      type: 'service',
      tier: '1',
      links: [
        { href: 'https://runbooks/checkout', text: 'Runbook' },
        { href: 'https://dash', text: 'https://dash' },
      ],
      dependsOn: ['cart', 'db', 'payments'],
    });
  });

  it('keeps what is referred to and not described as a node without a description', () => {
    const catalog = parsed(component('a', 'dependsOn: [component:default/stripe]'));
    expect(catalog.service('stripe')).toBeUndefined();
    expect(catalog.callers('stripe')).toEqual(['a']);
  });

  it.each([
    [
      'https://sqs.us-west-2.amazonaws.com/queue',
      'component:default/https://sqs.us-west-2.amazonaws.com/queue',
    ],
    ['AWS::StepFunctions::StateMachine', 'component:default/AWS::StepFunctions::StateMachine'],
    ['https://plain/name', 'https://plain/name'],
    ['cart', 'default/cart'],
    ['cart', 'Component:shop/cart'],
  ])('finds %s in %s', (name, reference) => {
    const catalog = parsed(component(name) + component('caller', `dependsOn: ["${reference}"]`));
    expect(catalog.dependencies('caller')).toEqual([name]);
    expect(catalog.service(name)).toBeDefined();
  });

  it('makes who consumes an API depend on who provides it, or on the API when nobody does', () => {
    const api = (name: string) => component(name).replace('Component', 'API');
    const catalog = parsed(
      component('shop', 'consumesApis: [orders-api, api:default/lonely-api, unknown-api]') +
        component('orders', 'providesApis: [orders-api]') +
        api('orders-api') +
        api('lonely-api'),
    );
    expect(catalog.dependencies('shop')).toEqual(['lonely-api', 'orders']);
    expect(catalog.dependencies('orders-api')).toEqual(['orders']);
  });

  it('reads dependencyOf as the same edge from the other end', () => {
    const catalog = parsed(component('db', 'dependencyOf: [component:default/shop]') + component('shop'));
    expect(catalog.dependencies('shop')).toEqual(['db']);
  });

  it('leaves other kinds and empty documents out', () => {
    const catalog = parsed(
      `---\n---\nkind: Group\nmetadata: { name: team }\n---\nkind: System\n${component('a')}`,
    );
    expect(catalog.content.services.map(({ name }) => name)).toEqual(['a']);
  });

  it('is the empty catalog for an empty file', () => {
    expect(parsed('').version).toBe(emptyCatalog.version);
  });

  it('has a version of its content, not of its order', () => {
    const a = component('a', 'dependsOn: [b, c]');
    const reordered = component('a', 'dependsOn: [c, b]');
    expect(parsed(a + component('b')).version).toBe(parsed(component('b') + reordered).version);
    expect(parsed(a).version).not.toBe(parsed(a + component('b')).version);
  });

  it('tells all errors with their lines', () => {
    const yaml = `kind: Component
metadata: {}
---
kind: Component
metadata:
  name: a
spec:
  dependsOn: [1]
---
- list
---
metadata: { name: kindless }
---
kind: Component
metadata: { name: b }
---
kind: Component
metadata: { name: b }
`;
    expect(errorsOf(yaml).map(({ line, path }) => [line, path])).toEqual([
      [2, 'metadata.name'],
      [8, 'spec.dependsOn.0'],
      [10, ''],
      [12, 'kind'],
      [17, 'metadata.name'],
    ]);
  });

  it.each([
    ['broken YAML', 'kind: [', 1],
    ['a tab', 'kind: Component\nmetadata:\n\tname: x', 3],
  ])('says where %s is', (_, yaml, line) => {
    expect(errorsOf(yaml)[0]).toMatchObject({ line });
  });
});

describe('the dependency graph', () => {
  const catalog = parsed(
    component('web', 'dependsOn: [shop]') +
      component('shop', 'dependsOn: [cart, orders]') +
      component('cart', 'dependsOn: [db]') +
      component('orders', 'dependsOn: [db, shop]') +
      component('db') +
      component('alone') +
      component('self', 'dependsOn: [self]'),
  );

  it('gives distances along dependencies, shortest first, cycles or not', () => {
    expect([...catalog.reach('web', 'dependencies', 9)]).toEqual([
      ['shop', 1],
      ['cart', 2],
      ['orders', 2],
      ['db', 3],
    ]);
  });

  it('gives distances along callers', () => {
    expect([...catalog.reach('db', 'callers', 2)]).toEqual([
      ['cart', 1],
      ['orders', 1],
      ['shop', 2],
    ]);
  });

  it('stops at the depth', () => {
    expect([...catalog.reach('web', 'dependencies', 1)]).toEqual([['shop', 1]]);
    expect(catalog.reach('web', 'dependencies', 0).size).toBe(0);
  });

  it('keeps a result: asking again is the same object', () => {
    expect(catalog.reach('web', 'dependencies', 3)).toBe(catalog.reach('web', 'dependencies', 3));
  });

  it('names a component after its first member; without edges there is none', () => {
    expect(['web', 'shop', 'db'].map((name) => catalog.component(name))).toEqual(['cart', 'cart', 'cart']);
    expect(['alone', 'self', 'unknown'].map((name) => catalog.component(name))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('goes through a control record unchanged', () => {
    const loaded = catalogFromContent(catalogContent(catalog));
    expect(loaded.version).toBe(catalog.version);
    expect(loaded.content).toEqual(catalog.content);
    expect(catalogFromContent(catalogContent(emptyCatalog)).version).toBe(emptyCatalog.version);
  });

  it.each(['', '[]', '{}', '{"services":[{"name":1}]}'])('refuses content that is none: %j', (content) => {
    expect(() => catalogFromContent(content)).toThrow(
      expect.objectContaining({ code: 'invalid-catalog-content' }),
    );
  });
});
