import { type JoinResult, type PageReport, type PageSide, REPORT_BINDING } from '../protocol.js';
import { Bridge } from './bridge.js';
import { watchConnections } from './resolution.js';
import { reasonOf } from './vendor-side.js';

/** A vendor that does not answer is left all the same. */
const LEAVE_TIMEOUT_MS = 1000;

let bridge: Bridge | null = null;

const side: PageSide = {
  async join(request): Promise<JoinResult> {
    const scope = globalThis as unknown as Record<string, (report: PageReport) => void>;
    try {
      bridge = new Bridge(request, (report) => scope[REPORT_BINDING]?.(report));
      await bridge.join();
      return { joined: true };
    } catch (error) {
      await side.leave();
      return { joined: false, reason: reasonOf(error) };
    }
  },
  async leave() {
    const leaving = bridge?.leave();
    bridge = null;
    await Promise.race([leaving, new Promise((resolve) => setTimeout(resolve, LEAVE_TIMEOUT_MS))]);
  },
};

watchConnections();
Object.assign(globalThis, { bridge: side });
