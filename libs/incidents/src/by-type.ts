/** One function for each member of a union that is told apart by `type`: exhaustive by construction. */
export type ByType<Union extends { readonly type: string }, Args extends readonly unknown[], Result> = {
  readonly [Type in Union['type']]: (item: Extract<Union, { readonly type: Type }>, ...args: Args) => Result;
};

/** Calls the function of the item's own type. */
export function dispatch<Union extends { readonly type: string }, Args extends readonly unknown[], Result>(
  table: ByType<Union, Args, Result>,
  item: Union,
  ...args: Args
): Result {
  const handle = table[item.type as Union['type']] as (item: Union, ...args: Args) => Result;
  return handle(item, ...args);
}
