import { ApiError } from '@avatarium/contract';
import type { AvatarCatalog } from '../avatars/catalog.js';
import { checkUrl, RefusedUrlError, type UrlAllowlist } from '../net/index.js';
import type { VoiceCatalog } from '../voices/catalog.js';
import { speaksLanguage } from '../voices/languages.js';
import type { RequestRules } from './request.js';

const SCHEMES = { media: ['http:', 'https:'], livekit: ['ws:', 'wss:', 'http:', 'https:'] };
/** Names a file that was uploaded to this server, wherever a URL is taken. */
const FILE_PREFIX = 'avatarium:file/';

/** The rules that come from what is installed. */
export function createRequestRules(
  deps: Pick<
    RequestRules,
    'defaultStreamType' | 'defaultDurationS' | 'unknownVoice' | 'seal' | 'knowsKnowledge'
  > & {
    avatars: AvatarCatalog;
    voices: VoiceCatalog;
    allowlist: UrlAllowlist;
  },
): RequestRules {
  const { avatars, voices, allowlist, ...settings } = deps;
  return {
    ...settings,
    findAvatar(id) {
      const avatar = avatars.find(id);
      if (!avatar) {
        return null;
      }
      const voice = voices.defaultFor(avatar.avatarId);
      return { avatarId: avatar.avatarId, voiceId: voice.voiceId, language: voice.locale };
    },
    findVoice(id) {
      const voice = voices.find(id)?.voice;
      return voice ? { voiceId: voice.voiceId, language: voice.locale } : null;
    },
    knowsLanguage: (language) => speaksLanguage(voices.list(), language),
    async checkUrl(field, url, kind) {
      if (url.startsWith(FILE_PREFIX)) {
        throw ApiError.parameter(field, 'names a file that is not on this server');
      }
      try {
        await checkUrl(url, { schemes: SCHEMES[kind], allowlist });
      } catch (error) {
        throw error instanceof RefusedUrlError ? ApiError.parameter(field, error.message) : error;
      }
    },
  };
}
