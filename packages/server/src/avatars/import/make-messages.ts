import type { AvatarStep, ErrorName } from '@avatarium/contract';
import type { Manifest } from '@avatarium/puppet/pack';

/** What an avatar is made of. */
export type SourceKind = 'portrait' | 'video' | 'pack';

/** What the process that makes an avatar is to do. All paths are ours. */
export interface MakeRequest {
  kind: SourceKind;
  source: string;
  /** Where it writes to: the pack, a JPEG of the avatar, and the picture of a pack that was brought. */
  pack: string;
  thumbnail: string;
  picture: string;
  name: string;
  licence: Manifest['licence'];
  consent: Manifest['consent'];
}

/** What it reports, each as a line of JSON. */
export type MakeReport =
  | { progress: number; step: AvatarStep }
  | { refused: { error: ErrorName; msg: string } }
  /** What nobody has foreseen, for the log. */
  | { broken: string }
  | {
      made: Pick<Manifest, 'quality' | 'licence' | 'consent'> & {
        /** Of the picture of a pack; null for what was made of a portrait or a video. */
        pictureType: string | null;
      };
    };
