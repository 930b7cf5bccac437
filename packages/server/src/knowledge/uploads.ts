/** A file that was uploaded to this server. */
export interface Upload {
  /** Where it lies on disk. It is read, never changed or removed. */
  path: string;
  name: string;
  contentType: string;
  sizeBytes: number;
}

/** An account's upload; null when it has none of this id. */
export type ReadUpload = (accountId: string, id: string) => Promise<Upload | null>;
