import { types } from 'node:util';

/** Whether it is an error, of whichever realm: `instanceof` fails for errors that Node makes outside a virtual machine context. */
export const isError = (thrown: unknown): thrown is Error =>
  types.isNativeError(thrown) || thrown instanceof Error;

/** The literal code of an error of Node, PostgreSQL or ours; undefined when it has none. */
export const codeOf = (thrown: unknown): string | undefined => {
  const code: unknown =
    typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' ? code : undefined;
};
