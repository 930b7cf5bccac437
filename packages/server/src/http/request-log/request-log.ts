import type { LoggedRequest } from '@avatarium/contract';

const MAX_PER_ACCOUNT = 500;
const MAX_IN_ALL = 10_000;

/** The last requests of every account, in memory. */
export class RequestLog {
  /** Oldest first; the account that called last is the last. */
  readonly #byAccount = new Map<string, LoggedRequest[]>();
  #count = 0;

  /** Adds a request; the account's oldest, or those of the account that was quiet for longest, make room. */
  add(accountId: string, request: LoggedRequest): void {
    const requests = this.#byAccount.get(accountId) ?? [];
    requests.push(request);
    this.#count += 1;
    this.#byAccount.delete(accountId);
    this.#byAccount.set(accountId, requests);
    if (requests.length > MAX_PER_ACCOUNT) {
      requests.shift();
      this.#count -= 1;
    }
    while (this.#count > MAX_IN_ALL) {
      const [quietest] = this.#byAccount;
      if (!quietest) {
        return;
      }
      this.#byAccount.delete(quietest[0]);
      this.#count -= quietest[1].length;
    }
  }

  /** Newest first. `count` is of all pages. */
  list(accountId: string, page: { offset: number; limit: number }): { count: number; rows: LoggedRequest[] } {
    const requests = this.#byAccount.get(accountId) ?? [];
    const end = Math.max(0, requests.length - page.offset);
    const rows = requests.slice(Math.max(0, end - page.limit), end).reverse();
    return { count: requests.length, rows };
  }
}
