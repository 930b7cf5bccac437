/**
 * Places of MediaPipe's face mesh (468 points, then 5 of each iris). Rows run from the viewer's left to the right.
 */
export const MESH_POINTS = 468;
export const POINTS = 478;

export const LIPS = {
  outerUpper: [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291],
  outerLower: [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291],
  /** Between the outer and the inner line, outside first. */
  outsideUpper: [76, 184, 74, 73, 72, 11, 302, 303, 304, 408, 306],
  outsideLower: [76, 77, 90, 180, 85, 16, 315, 404, 320, 307, 306],
  insideUpper: [62, 183, 42, 41, 38, 12, 268, 271, 272, 407, 292],
  insideLower: [62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292],
  innerUpper: [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308],
  innerLower: [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308],
} as const;

export interface EyeRows {
  /** Of the lids, corner to corner. */
  upper: readonly number[];
  lower: readonly number[];
  /** Rings around the eye, the nearest first; corner to corner. */
  ringsAbove: readonly (readonly number[])[];
  ringsBelow: readonly (readonly number[])[];
  /** Upper and lower line of the brow. */
  browTop: readonly number[];
  browBottom: readonly number[];
  /** Centre, then four of the rim. */
  iris: readonly number[];
}

/** The viewer's left eye and the right one, both from the viewer's left to the right. */
export const EYES: readonly [EyeRows, EyeRows] = [
  {
    upper: [33, 246, 161, 160, 159, 158, 157, 173, 133],
    lower: [33, 7, 163, 144, 145, 153, 154, 155, 133],
    ringsAbove: [
      [130, 247, 30, 29, 27, 28, 56, 190, 243],
      [226, 113, 225, 224, 223, 222, 221, 189, 244],
    ],
    ringsBelow: [
      [130, 25, 110, 24, 23, 22, 26, 112, 243],
      [226, 31, 228, 229, 230, 231, 232, 233, 244],
      [143, 111, 117, 118, 119, 120, 121, 128, 245],
    ],
    browTop: [70, 63, 105, 66, 107],
    browBottom: [46, 53, 52, 65, 55],
    iris: [468, 469, 470, 471, 472],
  },
  {
    upper: [362, 398, 384, 385, 386, 387, 388, 466, 263],
    lower: [362, 382, 381, 380, 374, 373, 390, 249, 263],
    ringsAbove: [
      [463, 414, 286, 258, 257, 259, 260, 467, 359],
      [464, 413, 441, 442, 443, 444, 445, 342, 446],
    ],
    ringsBelow: [
      [463, 341, 256, 252, 253, 254, 339, 255, 359],
      [464, 453, 452, 451, 450, 449, 448, 261, 446],
      [465, 357, 350, 349, 348, 347, 346, 340, 372],
    ],
    browTop: [336, 296, 334, 293, 300],
    browBottom: [285, 295, 282, 283, 276],
    iris: [473, 474, 475, 476, 477],
  },
];

/** The face's outline, from the top of the forehead clockwise as the viewer sees it. */
export const OVAL = [
  10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149,
  150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
] as const;

export const FOREHEAD = 10;
export const CHIN = 152;
export const CHEEKS = [234, 454] as const;
export const NOSE_TIP = 1;
/** Bridge, ridge, wings and base of the nose: what no mouth moves. */
export const NOSE = [
  168, 6, 197, 195, 5, 4, 1, 19, 94, 2, 98, 327, 97, 326, 99, 328, 240, 460, 64, 294, 48, 278, 219, 439, 129,
  358, 49, 279, 131, 360, 115, 344, 220, 440, 45, 275, 51, 281, 3, 248, 196, 419, 122, 351, 193, 417,
] as const;

/** What the attention heads refine, in the order of their outputs. */
export const LIPS_OUTPUT: readonly number[] = [
  ...LIPS.outerLower,
  ...LIPS.outerUpper.slice(1, -1),
  ...LIPS.innerLower,
  ...LIPS.innerUpper.slice(1, -1),
  ...LIPS.outsideLower,
  ...LIPS.outsideUpper.slice(1, -1),
  ...LIPS.insideLower,
  ...LIPS.insideUpper.slice(1, -1),
];
export const LEFT_EYE_OUTPUT: readonly number[] = [
  33, 7, 163, 144, 145, 153, 154, 155, 133, 246, 161, 160, 159, 158, 157, 173, 130, 25, 110, 24, 23, 22, 26,
  112, 243, 247, 30, 29, 27, 28, 56, 190, 226, 31, 228, 229, 230, 231, 232, 233, 244, 113, 225, 224, 223, 222,
  221, 189, 35, 124, 46, 53, 52, 65, 143, 111, 117, 118, 119, 120, 121, 128, 245, 156, 70, 63, 105, 66, 107,
  55, 193,
];
export const RIGHT_EYE_OUTPUT: readonly number[] = [
  263, 249, 390, 373, 374, 380, 381, 382, 362, 466, 388, 387, 386, 385, 384, 398, 359, 255, 339, 254, 253,
  252, 256, 341, 463, 467, 260, 259, 257, 258, 286, 414, 446, 261, 448, 449, 450, 451, 452, 453, 464, 342,
  445, 444, 443, 442, 441, 413, 265, 353, 276, 283, 282, 295, 372, 340, 346, 347, 348, 349, 350, 357, 465,
  383, 300, 293, 334, 296, 336, 285, 417,
];
