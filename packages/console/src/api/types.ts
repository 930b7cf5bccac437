import type { LanguageList, SessionCreateRequest, StreamType } from '@avatarium/contract';

export type {
  Avatar,
  ConsoleMe,
  EndReason,
  KnowledgeBase,
  Session,
  SessionList,
  SessionStatus,
  StreamType,
  Voice,
} from '@avatarium/contract';

export type Language = LanguageList['lang_list'][number];

/** A request as the console makes it: always with its stream type, mode and duration. */
export type CreateSession = SessionCreateRequest & {
  stream_type: StreamType;
  mode_type: 1 | 2;
  duration: number;
};
