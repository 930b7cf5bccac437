/** Who owns objects. */
export interface AccountRow {
  /** 24 hexadecimal characters. */
  id: string;
  /** One integer per account, as callers see it. */
  uid: number;
  /** Unique; what the operator calls it. */
  name: string;
  createdAt: number;
}

/** Credentials of an account, with limits of their own. The secret itself is the API key. */
export interface ApiKeyRow {
  /** 24 hexadecimal characters. */
  id: string;
  accountId: string;
  /** Unique in its account. */
  name: string;
  clientId: string;
  keyHash: string;
  keyEncrypted: string;
  disabled: boolean;
  /** Tokens made before this moment are worth nothing. */
  tokensValidFrom: number;
  /** Milliseconds of sessions that may be used in all; null for no limit. */
  budgetMs: number | null;
  /** Milliseconds of sessions that have ended. */
  usedMs: number;
  /** Sessions queueing or processing at once; null for no limit. */
  maxSessions: number | null;
  maxRequestsPerMinute: number | null;
  webhookUrl: string | null;
  createdAt: number;
}

/** Who makes a call: an account, by one of its keys. */
export interface Caller {
  account: AccountRow;
  key: ApiKeyRow;
}

export interface AccountStore {
  /** The account of this name; made, with the next uid, when there is none. */
  ensure(account: Omit<AccountRow, 'uid'>): Promise<AccountRow>;
  findByName(name: string): Promise<AccountRow | null>;
}

/** What two keys cannot share. */
export type UniqueKeyField = 'name' | 'clientId' | 'apiKey';

/** Another key has this already. */
export class TakenError extends Error {
  override readonly name = 'TakenError';

  constructor(readonly field: UniqueKeyField) {
    super(`another key has this ${field}`);
  }
}

/** The key allows no session: it is disabled or gone, has all it may have at once, or its budget is spent. */
export class KeyLimitError extends Error {
  override readonly name = 'KeyLimitError';

  constructor(readonly limit: 'disabled' | 'sessions' | 'budget') {
    super(`the key allows no session: ${limit}`);
  }
}

export type ApiKeyChange = Partial<Omit<ApiKeyRow, 'id' | 'accountId' | 'usedMs' | 'createdAt'>>;

export interface ApiKeyStore {
  /** @throws TakenError */
  insert(key: ApiKeyRow): Promise<void>;
  /** The key as it is afterwards; null when the account has none of this id. @throws TakenError */
  update(accountId: string, id: string, change: ApiKeyChange): Promise<ApiKeyRow | null>;
  /** False when the account has none of this id. Its sessions stay, without their key. */
  delete(accountId: string, id: string): Promise<boolean>;
  find(accountId: string, id: string): Promise<ApiKeyRow | null>;
  findByName(accountId: string, name: string): Promise<ApiKeyRow | null>;
  /** Oldest first, of one account or, for null, of all. `count` is of all pages. */
  list(
    accountId: string | null,
    page: { offset: number; limit: number },
  ): Promise<{ count: number; rows: Caller[] }>;
  callerByHash(keyHash: string): Promise<Caller | null>;
  callerById(id: string): Promise<Caller | null>;
}
