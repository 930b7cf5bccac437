/** The address of the file that the stand-in was loaded from; set by the entry that was loaded. */
export const servedFrom: { url: string | undefined } = { url: undefined };
