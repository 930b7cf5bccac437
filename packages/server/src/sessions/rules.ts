import { ApiError } from '@avatarium/contract';
import type { AvatarCatalog } from '../avatars/catalog.js';
import type { AvatarService } from '../avatars/service.js';
import type { CallerMedia } from '../files/caller-media.js';
import { checkUrl, RefusedUrlError, type UrlAllowlist } from '../net/index.js';
import type { VoiceCatalog } from '../voices/catalog.js';
import { speaksLanguage } from '../voices/languages.js';
import type { RequestRules } from './request.js';

const SCHEMES = { media: ['http:', 'https:'], livekit: ['ws:', 'wss:', 'http:', 'https:'] };

async function naming(field: string, check: Promise<void>): Promise<void> {
  try {
    await check;
  } catch (error) {
    throw error instanceof RefusedUrlError ? ApiError.parameter(field, error.message) : error;
  }
}

/** Refuses URLs of callers that may not be reached, naming the field. */
export function createUrlCheck(allowlist: UrlAllowlist) {
  return (field: string, url: string, kind: keyof typeof SCHEMES): Promise<void> =>
    naming(
      field,
      // A session can do without a background, and not without its room.
      checkUrl(url, { schemes: SCHEMES[kind], allowlist, mustResolve: kind === 'livekit' }),
    );
}

/** The rules that come from what is installed. */
export function createRequestRules(
  deps: Pick<
    RequestRules,
    | 'defaultStreamType'
    | 'defaultDurationS'
    | 'unknownVoice'
    | 'seal'
    | 'vendors'
    | 'knowsKnowledge'
    | 'mayBeElevenLabs'
  > & {
    avatars: AvatarCatalog;
    avatarService: Pick<AvatarService, 'ready'>;
    voices: VoiceCatalog;
    media: Pick<CallerMedia, 'check'>;
    allowlist: UrlAllowlist;
  },
): RequestRules {
  const { avatars, avatarService, voices, media, allowlist, ...settings } = deps;
  const checkLivekitUrl = createUrlCheck(allowlist);
  return {
    ...settings,
    async findAvatar(id, accountId) {
      const builtIn = avatars.find(id);
      const avatarId = builtIn?.avatarId ?? (await avatarService.ready(id, accountId)).row.avatarId;
      const voice = voices.defaultFor(avatarId);
      return { avatarId, voiceId: voice.voiceId, language: voice.locale };
    },
    findVoice(id) {
      const voice = voices.find(id)?.voice;
      return voice ? { voiceId: voice.voiceId, language: voice.locale } : null;
    },
    knowsLanguage: (language) => speaksLanguage(voices.list(), language),
    checkUrl: (field, url, kind, accountId) =>
      kind === 'media' ? naming(field, media.check(url, accountId)) : checkLivekitUrl(field, url, kind),
  };
}
