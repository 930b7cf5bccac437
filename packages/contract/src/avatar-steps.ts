/** What goes on while an avatar is made, in words. Of a video all of it, of a portrait and of a pack less. */
export const AVATAR_STEPS = {
  fetch: 'fetching the media',
  check: 'checking the media',
  watch: 'looking through the video',
  loop: 'following the face through its calmest stretch',
  face: 'finding the face',
  matte: 'cutting the person out',
  mesh: 'laying a mesh over the face',
  shapes: 'shaping what mouth, eyes and brows do',
  picture: 'finishing the picture',
  frames: 'drawing the frames of the loop',
  pack: 'packing all of it',
} as const;
export type AvatarStep = keyof typeof AVATAR_STEPS;
