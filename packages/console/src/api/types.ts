import type { LanguageList, SessionCreateRequest } from '@avatarium/contract';

export type {
  Avatar,
  ConsoleMe,
  EndReason,
  KnowledgeBase,
  Session,
  SessionList,
  SessionStatus,
  Voice,
} from '@avatarium/contract';

export type Language = LanguageList['lang_list'][number];

/** A request as the console makes it: always LiveKit, always with its mode and duration. */
export type CreateSession = SessionCreateRequest & {
  stream_type: 'livekit';
  mode_type: 1 | 2;
  duration: number;
};
