/** Uploaded media, or the media of an avatar. The bytes lie in DATA_DIR/files under the id. */
export interface FileRow {
  /** 24 hexadecimal characters, random: whoever knows it may see an avatar's media. */
  id: string;
  accountId: string;
  name: string;
  contentType: string;
  sizeBytes: number;
  createdAt: number;
}

export interface FileStore {
  /** Adds an upload; false when all files of the account would take more than `maxAccountBytes`. */
  insert(file: FileRow, maxAccountBytes: number): Promise<boolean>;
  /** An upload. The media of avatars are no uploads. */
  find(accountId: string, id: string): Promise<FileRow | null>;
  /** Uploads, newest first. `count` is of all pages. */
  list(
    accountId: string,
    filter: { name?: string; offset: number; limit: number },
  ): Promise<{ count: number; rows: FileRow[] }>;
  /** Deletes an upload; false when there is none. */
  delete(accountId: string, id: string): Promise<boolean>;
  /** What an avatar of any account shows to the world. */
  findShown(id: string): Promise<FileRow | null>;
  /** Bytes of all files of the account. */
  usedBytes(accountId: string): Promise<number>;
  /** Those of the ids that there are rows for. */
  existing(ids: string[]): Promise<Set<string>>;
}
