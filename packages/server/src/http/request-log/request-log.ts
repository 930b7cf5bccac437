import { type LoggedRequest, type RequestOutcome, SUCCESS_CODE } from '@avatarium/contract';

const MAX_PER_ACCOUNT = 500;
const MAX_IN_ALL = 10_000;

const isFailure = ({ code, status }: LoggedRequest) =>
  code === null ? status >= 400 : code !== SUCCESS_CODE;

const OUTCOMES: Record<RequestOutcome, (request: LoggedRequest) => boolean> = {
  failed: isFailure,
  broken: (request) => isFailure(request) && request.broken.some(({ field }) => field !== null),
  noted: ({ accepted }) => accepted.length > 0,
};

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
  list(
    accountId: string,
    filter: {
      outcome?: RequestOutcome | undefined;
      path?: string | undefined;
      offset: number;
      limit: number;
    },
  ): { count: number; rows: LoggedRequest[] } {
    const { outcome, path = '', offset, limit } = filter;
    const fits = outcome === undefined ? () => true : OUTCOMES[outcome];
    const all = this.#byAccount.get(accountId) ?? [];
    const requests = all.filter((request) => fits(request) && request.path.includes(path));
    const end = Math.max(0, requests.length - offset);
    const rows = requests.slice(Math.max(0, end - limit), end).reverse();
    return { count: requests.length, rows };
  }
}
