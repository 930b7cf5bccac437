/** 1 queueing, 2 processing (running), 3 completed, 4 failed. */
export type SessionStatus = 1 | 2 | 3 | 4;

export interface Credentials {
  livekit_url?: string;
  livekit_token?: string;
  livekit_room_name?: string;
  livekit_client_identity?: string;
  livekit_server_identity?: string;
}

export type EndReason = 'client_closed' | 'expired' | 'abandoned' | 'shutdown' | 'failed';

/** A session as create, detail and list give it. Times are milliseconds since 1970. */
export interface Session {
  _id: string;
  status: SessionStatus;
  stream_type: string;
  credentials?: Credentials;
  avatar_id?: string;
  voice_id?: string;
  mode_type?: 1 | 2;
  /** Seconds, counted from `started_at`. */
  duration?: number;
  created_at?: number | null;
  started_at?: number | null;
  ended_at?: number | null;
  end_reason?: EndReason | null;
  error?: { code: number; msg: string } | null;
}

export interface Avatar {
  avatar_id: string;
  name: string;
  voice_id?: string | null;
  thumbnailUrl?: string | null;
  gender?: string | null;
  available?: boolean;
  /** 1 queueing, 2 processing, 3 success, 4 failed. */
  status?: number;
}

export interface Voice {
  voice_id: string;
  name: string;
  language?: string;
  locale?: string;
  gender?: string;
  /** URL of a spoken sample; empty when there is none. */
  preview?: string | null;
}

export interface Language {
  lang_code: string;
  lang_name: string;
}

export interface CreateSession {
  avatar_id: string;
  stream_type: 'livekit';
  mode_type: 1 | 2;
  /** Seconds. */
  duration: number;
  voice_id?: string;
  language?: string;
  background_url?: string;
  voice_params?: { speed?: number };
}

/** Who is looking at the page, by its cookie. */
export interface Me {
  signedIn: boolean;
}
