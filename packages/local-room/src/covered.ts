/** Names that frameworks, debuggers and the language itself look for on any object. */
const PROBES = new Set([
  'then',
  'catch',
  'finally',
  'toJSON',
  'nodeType',
  'nodeName',
  'tagName',
  'asymmetricMatch',
  'inspect',
  'displayName',
  'name',
  'length',
  'size',
  'prototype',
  'default',
  'className',
  'hasAttribute',
  'getAttribute',
  'isReactComponent',
  'render',
  'style',
  'stack',
  'href',
]);

/**
 * The end of a prototype chain where every name that is looked up in vain throws an error that names it: the honest
 * answer of a stand-in that covers a part of what it stands in for. Symbols, names that start with `_`, `$` or `@`,
 * and what frameworks look for on any object give undefined, as ever; `in` and assignments work as ever.
 *
 * @param base where ordinary members come from: `Object.prototype`, or `Function.prototype` for a class's statics
 * @param error made of the object that was asked and the name
 */
export function endOfMembers(base: object, error: (asked: unknown, member: string) => Error): object {
  return new Proxy(Object.create(base) as object, {
    get(target, member, receiver) {
      if (member in target) return Reflect.get(target, member, receiver);
      if (typeof member === 'symbol' || /^[_$@]/.test(member) || PROBES.has(member)) return undefined;
      throw error(receiver, member);
    },
  });
}
