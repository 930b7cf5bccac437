/** A plain HTTP client of the API, as a caller would write it. */

export interface Envelope<T> {
  code: number;
  msg: string;
  data?: T;
}

export interface SessionData {
  _id: string;
  id?: string;
  uid: number;
  type: number;
  status: number;
  stream_type: string;
  credentials: Record<string, string>;
  created_at?: number;
  started_at?: number;
  ended_at?: number;
  end_reason?: string;
  error?: { code: number; msg: string };
}

const SESSION = '/api/open/v4/liveAvatar/session';

export class ApiClient {
  constructor(
    readonly baseUrl: string,
    private readonly apiKey: string,
  ) {}

  async get<T>(path: string): Promise<Envelope<T>> {
    const reply = await fetch(this.baseUrl + path, { headers: { 'x-api-key': this.apiKey } });
    return (await reply.json()) as Envelope<T>;
  }

  async post<T>(path: string, body: object): Promise<Envelope<T>> {
    const reply = await fetch(this.baseUrl + path, {
      method: 'POST',
      headers: { 'x-api-key': this.apiKey, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await reply.json()) as Envelope<T>;
  }

  /** Creates a session and returns its data. Throws with the envelope's code and message when it is refused. */
  async createSession(body: object = {}): Promise<SessionData> {
    return unwrap(
      await this.post<SessionData>(`${SESSION}/create`, { avatar_id: 'dvp_Tristan_cloth2_1080P', ...body }),
    );
  }

  async sessionDetail(id: string): Promise<SessionData> {
    return unwrap(await this.get<SessionData>(`${SESSION}/detail?id=${encodeURIComponent(id)}`));
  }

  async listSessions(query = 'page=1&size=100'): Promise<{ count: number; result: SessionData[] }> {
    return unwrap(await this.get<{ count: number; result: SessionData[] }>(`${SESSION}/list?${query}`));
  }

  async closeSession(id: string): Promise<{ session_id: string; status: string; closed_at: number }> {
    return unwrap(await this.post(`${SESSION}/close`, { id }));
  }
}

function unwrap<T>(envelope: Envelope<T>): T {
  if (envelope.code !== 1000 || envelope.data === undefined) {
    throw new Error(`API answered ${envelope.code}: ${envelope.msg}`);
  }
  return envelope.data;
}
