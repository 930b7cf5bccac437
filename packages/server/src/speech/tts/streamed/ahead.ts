/**
 * Begins to read `source` at once and keeps what comes until it is asked for. An error comes after all that came
 * before it. `source` must end by itself when nobody wants it any more.
 */
export function ahead<T>(source: AsyncIterable<T>): AsyncIterable<T> {
  const items: T[] = [];
  let failed: { error: unknown } | null = null;
  let ended = false;
  let wake: () => void = () => undefined;
  const read = async () => {
    try {
      for await (const item of source) {
        items.push(item);
        wake();
      }
    } catch (error) {
      failed = { error };
    }
    ended = true;
    wake();
  };
  void read();
  return {
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const item = items.shift();
        if (item !== undefined) yield item;
        else if (failed) throw failed.error;
        else if (ended) return;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    },
  };
}
