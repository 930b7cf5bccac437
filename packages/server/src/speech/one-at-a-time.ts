/** A question with those who wait for its answer. Settling it twice does nothing. */
interface Waiting<Question, Answer> {
  question: Question;
  resolve: (answer: Answer | undefined) => void;
  reject: (error: Error) => void;
}

/**
 * Questions in line for somebody who answers one at a time (a thread, a process). Requests that wait for one answer
 * before they ask the next question take turns; urgent questions go first.
 */
export class OneAtATime<Question, Answer> {
  private readonly urgent: Waiting<Question, Answer>[] = [];
  private readonly ordinary: Waiting<Question, Answer>[] = [];
  private current: Waiting<Question, Answer> | undefined;
  private watchdog: NodeJS.Timeout | undefined;
  private closed: Error | undefined;

  /**
   * @param give hands a question over, after which `answer` or `fail` is called once; resolves with what puts an end
   * to it when that takes longer than `limitMs`. Where it rejects, the question has failed.
   */
  constructor(
    private readonly give: (question: Question) => Promise<() => void>,
    private readonly limitMs: number,
  ) {}

  /** The answer; undefined as soon as the signal aborts. @throws what the question failed with */
  async ask(question: Question, urgent: boolean, signal?: AbortSignal): Promise<Answer | undefined> {
    if (this.closed) throw this.closed;
    if (signal?.aborted) return undefined;
    const queue = urgent ? this.urgent : this.ordinary;
    let forget = () => {};
    const made = new Promise<Answer | undefined>((resolve, reject) => {
      const waiting = { question, resolve, reject };
      forget = () => {
        const at = queue.indexOf(waiting);
        if (at >= 0) queue.splice(at, 1);
        resolve(undefined);
      };
      queue.push(waiting);
    });
    signal?.addEventListener('abort', forget, { once: true });
    void this.next();
    try {
      return await made;
    } finally {
      signal?.removeEventListener('abort', forget);
    }
  }

  /** Answers the question that was given last. */
  answer(answer: Answer): void {
    this.finish((waiting) => waiting.resolve(answer));
  }

  /** Fails the question that was given last. */
  fail(error: Error): void {
    this.finish((waiting) => waiting.reject(error));
  }

  /** Fails what waits, and whatever is asked from now on; the current question is left to who answers it. */
  close(error: Error): void {
    this.closed = error;
    for (const { reject } of [...this.urgent.splice(0), ...this.ordinary.splice(0)]) reject(error);
  }

  private async next(): Promise<void> {
    if (this.current) return;
    const waiting = this.urgent.shift() ?? this.ordinary.shift();
    if (!waiting) return;
    this.current = waiting;
    try {
      const giveUp = await this.give(waiting.question);
      if (this.current === waiting) this.watchdog = setTimeout(giveUp, this.limitMs);
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private finish(settle: (waiting: Waiting<Question, Answer>) => void): void {
    clearTimeout(this.watchdog);
    const done = this.current;
    this.current = undefined;
    if (done) settle(done);
    void this.next();
  }
}
