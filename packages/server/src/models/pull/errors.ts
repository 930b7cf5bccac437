/** What kept a model from being pulled, in one line for an operator. */
export class PullError extends Error {
  override readonly name = 'PullError';
}

const NETWORK: Record<string, string> = {
  ENOTFOUND: 'its name is not known here (no network?)',
  EAI_AGAIN: 'its name cannot be looked up (no network?)',
  ECONNREFUSED: 'it does not answer',
  ECONNRESET: 'the connection broke',
  ENETUNREACH: 'there is no network',
  EHOSTUNREACH: 'it cannot be reached',
  ETIMEDOUT: 'it does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
  UND_ERR_HEADERS_TIMEOUT: 'it does not answer',
  UND_ERR_BODY_TIMEOUT: 'it stopped sending',
  UND_ERR_SOCKET: 'the connection broke',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted here (see NODE_EXTRA_CA_CERTS)',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not trusted here (see NODE_EXTRA_CA_CERTS)',
};

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const code = 'code' in error ? String(error.code) : '';
  return code || codeOf(error.cause);
}

/** What went wrong with a connection, in words. */
export function networkReason(error: unknown): string {
  return NETWORK[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));
}

/** Errors of the disk as one line; others are thrown on as they are. */
export function diskError(error: unknown, folder: string): Error {
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return new PullError(`${folder}: no space is left on the disk`);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new PullError(`${folder}: may not be written to`);
  }
  if (code === 'ENOTDIR' || code === 'EEXIST') return new PullError(`${folder}: is not a folder`);
  return error instanceof Error ? error : new Error(String(error));
}
