import { endOfMembers, Listeners } from '@avatarium/local-room';
import { notCovered } from './error.js';

/** Any listener, as the original takes them. */
type Listener = (...args: never[]) => void;

/** What objects are called in errors about members that they lack. */
const names = new WeakMap<object, string>();

/** The root of every object of the API: listeners, and an error for each member that is not covered. */
export class AgoraEmitter<Events extends { [event: string]: unknown[] }> {
  private readonly listeners = new Listeners<Events>();

  constructor(name: string) {
    names.set(this, name);
  }

  on<Name extends keyof Events & string>(event: Name, listener: (...args: Events[Name]) => void): void;
  on(event: string, listener: Listener): void;
  on(event: string, listener: object): void {
    this.listeners.add(event, listener as never);
  }

  once<Name extends keyof Events & string>(event: Name, listener: (...args: Events[Name]) => void): void;
  once(event: string, listener: Listener): void;
  once(event: string, listener: object): void {
    this.listeners.add(event, listener as never, true);
  }

  off<Name extends keyof Events & string>(event: Name, listener: (...args: Events[Name]) => void): void;
  off(event: string, listener: Listener): void;
  off(event: string, listener: object): void {
    this.listeners.remove(event, listener as never);
  }

  removeAllListeners(event?: string): void {
    this.listeners.clear(event);
  }

  getListeners(event: string): Listener[] {
    return this.listeners.of(event);
  }

  protected emit<Name extends keyof Events & string>(event: Name, ...args: Events[Name]): void {
    this.listeners.emit(event, ...args);
  }
}

Object.setPrototypeOf(
  AgoraEmitter.prototype,
  endOfMembers(Object.prototype, (asked, member) =>
    notCovered(`${names.get(asked as object) ?? 'AgoraRTC'}.${member}`),
  ),
);
