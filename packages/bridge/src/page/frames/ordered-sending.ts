export interface OrderedSendingOptions {
  /** Of messages that have not been taken yet. */
  maxWaitingBytes: number;
  send(bytes: Uint8Array<ArrayBuffer>, topic: string | undefined): Promise<void>;
  onDropped(reason: string): void;
}

/** Sends messages one after the other, each once the one before was taken, and holds no more than so many bytes. */
export class OrderedSending {
  private last: Promise<void> = Promise.resolve();
  private waitingBytes = 0;

  constructor(private readonly options: OrderedSendingOptions) {}

  /** Never throws; a message that is not sent is told to `onDropped`, and the next one is sent all the same. */
  push(bytes: Uint8Array<ArrayBuffer>, topic: string | undefined): void {
    const { maxWaitingBytes, send, onDropped } = this.options;
    const size = bytes.byteLength;
    if (this.waitingBytes + size > maxWaitingBytes) {
      onDropped(`${this.waitingBytes} bytes wait already`);
      return;
    }
    this.waitingBytes += size;
    this.last = this.last
      .then(() => send(bytes, topic))
      .catch((error) => onDropped(error instanceof Error ? error.message : String(error)))
      .finally(() => {
        this.waitingBytes -= size;
      });
  }
}
