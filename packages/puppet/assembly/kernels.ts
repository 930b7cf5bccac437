/**
 * The inner loops of drawing, as WebAssembly with SIMD (written in AssemblyScript). They keep nothing: all that they
 * work on lies in a memory that the caller lays out. Pointers are byte offsets into it. Pixels are RGBA, 8 bits each
 * and premultiplied; a picture's rows follow each other without a gap. The same numbers give the same bytes.
 */

export { addShape, turnHead } from './corners';
export { coverPath, coverPolygon, drawCovered, softenCoverage } from './coverage';
export { fromI420, toI420 } from './i420';
export { layOver, takeAlpha } from './layers';
export { paintCovered } from './ramps';
export { drawSprite, markBlocks } from './sprites';
export { drawTriangles } from './triangles';
export { copyWindow, fillRows, fillWindow } from './windows';
