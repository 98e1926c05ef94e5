/**
 * A binary min-heap on an array that its owner may keep and save. `before` is a strict order; equal items come out in no stated order,
 * so give a total one.
 */
export class Heap<Item> {
  constructor(
    private readonly before: (a: Item, b: Item) => boolean,
    private readonly items: Item[] = [],
  ) {}

  get size(): number {
    return this.items.length;
  }

  peek(): Item | undefined {
    return this.items[0];
  }

  push(item: Item): void {
    const { items } = this;
    let index = items.length;
    items.push(item);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = items[parent] as Item;
      if (!this.before(item, above)) break;
      items[index] = above;
      index = parent;
    }
    items[index] = item;
  }

  pop(): Item | undefined {
    const { items } = this;
    const top = items[0];
    const last = items.pop();
    if (items.length > 0 && last !== undefined) this.sink(last);
    return top;
  }

  /** All items, in heap order: push them again in any order for an equal heap. */
  toArray(): readonly Item[] {
    return [...this.items];
  }

  private sink(item: Item): void {
    const { items } = this;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && this.before(items[child + 1] as Item, items[child] as Item)) child += 1;
      if (!this.before(items[child] as Item, item)) break;
      items[index] = items[child] as Item;
      index = child;
    }
    items[index] = item;
  }
}
