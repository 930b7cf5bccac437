/** A pixel rectangle; all four numbers are even. */
export interface PixelRect {
  x: number;
  y: number;
  width: number;
  height: number;
}
