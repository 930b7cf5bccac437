interface Entry {
  /** A method, so that listeners of any arguments fit. */
  call(...args: unknown[]): void;
  once: boolean;
}

/** Keeps listeners and calls them, each on its own: one that throws keeps no other from being called. */
export class Listeners<Events extends { [event: string]: unknown[] }> {
  private readonly entries = new Map<keyof Events, Entry[]>();

  add<Name extends keyof Events>(event: Name, call: (...args: Events[Name]) => void, once = false): void {
    this.entries.set(event, [...(this.entries.get(event) ?? []), { call, once }]);
  }

  /** Removes every entry of this listener. */
  remove<Name extends keyof Events>(event: Name, call: (...args: Events[Name]) => void): void {
    this.entries.set(
      event,
      (this.entries.get(event) ?? []).filter((entry) => entry.call !== call),
    );
  }

  clear(event?: keyof Events): void {
    if (event === undefined) this.entries.clear();
    else this.entries.delete(event);
  }

  of(event: keyof Events): Entry['call'][] {
    return (this.entries.get(event) ?? []).map(({ call }) => call);
  }

  /** Calls those that listen now, in the order in which they came. What they throw goes to the console. */
  emit<Name extends keyof Events>(event: Name, ...args: Events[Name]): void {
    const entries = this.entries.get(event) ?? [];
    const staying = entries.filter(({ once }) => !once);
    if (staying.length < entries.length) this.entries.set(event, staying);
    for (const { call } of entries) {
      try {
        call(...args);
      } catch (error) {
        console.error(`a listener of "${String(event)}" threw`, error);
      }
    }
  }
}
