/** What one document may cost to read. */
export const READING_LIMITS = {
  /** Characters of text that are taken from one document. */
  textChars: 5_000_000,
  /** Of the text around it, in formats that are text themselves. */
  rawTextBytes: 40 * 1024 * 1024,
  pdfPages: 5000,
  /** Unpacked sizes in an archive: of one part, and of all parts that are read. */
  archivePartBytes: 64 * 1024 * 1024,
  archiveBytes: 96 * 1024 * 1024,
  archiveParts: 10_000,
  /** By the clock: a busy machine lets a reader wait, too. */
  timeMs: 300_000,
  /** Heap of the thread that reads. */
  heapMb: 512,
  /** Growth of the whole process while a document is read: what lies outside of the heap counts as well. */
  growthMb: 900,
} as const;
