/** Why no avatar can be made of a portrait. `message` is for its owner. */
export class PortraitRefusedError extends Error {
  override readonly name = 'PortraitRefusedError';

  constructor(
    readonly reason: 'unreadable' | 'no face' | 'several faces' | 'face too small' | 'turned away',
    message: string,
  ) {
    super(message);
  }
}
