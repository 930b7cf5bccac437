const MIN_SIDE = 64;
const MAX_SIDE = 4096;

/** Throws unless both sides are what renderers draw: even numbers of pixels, 64 to 4096. */
export function checkFrameSize(width: number, height: number): void {
  checkSide('width', width);
  checkSide('height', height);
}

function checkSide(name: string, value: number): void {
  if (!Number.isInteger(value) || value % 2 !== 0 || value < MIN_SIDE || value > MAX_SIDE) {
    throw new Error(`${name} must be an even number of pixels from ${MIN_SIDE} to ${MAX_SIDE}, not ${value}`);
  }
}
