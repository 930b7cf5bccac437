/** Every error that is answered with, and its HTTP status in strict mode. */
export const STRICT_STATUS: Readonly<Record<number, number>> = {
  1003: 400,
  1005: 429,
  1008: 404,
  1009: 403,
  1014: 404,
  1101: 401,
  1102: 401,
  1104: 402,
  1105: 409,
  1200: 403,
  1215: 503,
  1216: 404,
  1218: 500,
  1220: 400,
  1222: 409,
  1223: 413,
  1232: 404,
  1233: 409,
  1234: 400,
  1235: 400,
  1236: 400,
};

/** Why an avatar could not be made: in its `error`, never the code of a reply. */
export const AVATAR_FAILURES = [1204, 1207, 1208, 1209, 1210];
