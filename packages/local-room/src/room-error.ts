/** What a room could not do. */
type RoomFault =
  /** No way to the media server, or it turned the token down. */
  | 'unreachable'
  /** Left, or thrown out, before it was done. */
  | 'aborted'
  | 'not-published'
  | 'timeout'
  /** Nobody is in the room any more, so nothing can be sent. */
  | 'ended';

export class RoomError extends Error {
  override readonly name = 'RoomError';

  constructor(
    readonly fault: RoomFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
