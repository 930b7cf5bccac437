/**
 * Containers that hold their own pictures, as ffmpeg calls them. Playlists and the like, which lead to other files, are
 * not among them.
 */
const CONTAINERS = [
  'mov,mp4,m4a,3gp,3g2,mj2',
  'matroska,webm',
  'avi',
  'mpeg',
  'mpegts',
  'mpegvideo',
  'flv',
  'asf',
  'ogg',
  'dv',
];

/** What containers that are taken are called by those who have such files. */
export const CONTAINER_NAMES = 'MP4, MOV, 3GP, WebM, MKV, AVI, MPEG, TS, FLV, WMV, Ogg or DV';

/** Codecs of pictures, as ffmpeg calls them. */
const CODECS: ReadonlySet<string> = new Set([
  ...['h264', 'hevc', 'vp8', 'vp9', 'av1'],
  // Cameras and editors, then and now.
  ...['mjpeg', 'prores', 'dvvideo', 'mpeg1video', 'mpeg2video', 'h263'],
  // MPEG-4 part 2, and what went for it: DivX 3.
  ...['mpeg4', 'msmpeg4v2', 'msmpeg4v3'],
  // Windows Media, Flash, Ogg.
  ...['wmv1', 'wmv2', 'wmv3', 'vc1', 'flv1', 'vp6', 'vp6f', 'theora'],
]);

const CODEC_NAMES =
  'H.264, HEVC, AV1, VP8, VP9, MPEG-1, MPEG-2, MPEG-4, ProRes, MJPEG, DV, H.263, Theora, Windows Media and Flash';

/** Null for a codec that is taken; else why not. */
export function codecRefusal(codec: string): string | null {
  if (CODECS.has(codec)) return null;
  return `The codec ${codec.slice(0, 32)} is not supported; ${CODEC_NAMES} are.`;
}

/** How ffmpeg and ffprobe open a file that may be hostile: nothing but files, and of these none that lead to others. */
export function videoInput(path: string): string[] {
  return ['-protocol_whitelist', 'file', '-format_whitelist', CONTAINERS.join(','), '-i', `file:${path}`];
}

/** A chain of filters that scales frames, after other filters, so that whole pictures in their own colours are scaled. */
export function filtersOf(
  { interlaced, untoldHd }: { interlaced: boolean; untoldHd: boolean },
  before: string,
  scale: string,
): string {
  const whole = interlaced ? 'yadif,' : '';
  const colours = untoldHd ? ':in_color_matrix=bt709' : '';
  return `${whole}${before},scale=${scale}${colours}`;
}
