/** One entry of the error registry. */
export interface ErrorKind {
  /** `code` of the envelope. */
  readonly code: number;
  /** HTTP status in strict mode; `compat` answers 200. */
  readonly httpStatus: number;
  /** The sentence used when nothing more exact is known. */
  readonly message: string;
}

/** Every error the API can answer with. The code is the vendor's, the name ours. */
export const ERRORS = {
  invalidParameter: { code: 1003, httpStatus: 400, message: 'Invalid parameter' },
  tooManyRequests: { code: 1005, httpStatus: 429, message: 'Too many requests, try again later' },
  contentNotFound: { code: 1008, httpStatus: 404, message: 'The content does not exist' },
  permissionDenied: { code: 1009, httpStatus: 403, message: 'Permission denied' },
  resourceNotFound: { code: 1014, httpStatus: 404, message: 'The resource does not exist' },
  illegalToken: { code: 1101, httpStatus: 401, message: 'The API key or token is invalid or has expired' },
  tokenEmpty: { code: 1102, httpStatus: 401, message: 'No API key or token was sent' },
  insufficientCredit: { code: 1104, httpStatus: 402, message: 'The budget of this key is spent' },
  avatarProcessing: { code: 1105, httpStatus: 409, message: 'The avatar is still being made' },
  accountBlocked: { code: 1200, httpStatus: 403, message: 'This key is disabled' },
  videoTooLong: { code: 1204, httpStatus: 400, message: 'The video is too long' },
  videoTooLarge: { code: 1207, httpStatus: 413, message: 'The video is too large' },
  videoUnparsable: { code: 1208, httpStatus: 400, message: 'The video cannot be read' },
  videoCodecUnsupported: { code: 1209, httpStatus: 400, message: 'The codec of the video is not supported' },
  videoFpsTooHigh: { code: 1210, httpStatus: 400, message: 'The frame rate of the video is too high' },
  busy: { code: 1215, httpStatus: 503, message: 'All avatars are busy and the queue is full' },
  sessionNotFound: { code: 1216, httpStatus: 404, message: 'The session does not exist' },
  processingError: { code: 1218, httpStatus: 500, message: 'Something went wrong' },
  uploadError: { code: 1220, httpStatus: 400, message: 'The upload failed' },
  resourceExists: { code: 1222, httpStatus: 409, message: 'The resource already exists' },
  uploadLimitExceeded: { code: 1223, httpStatus: 413, message: 'The upload is too large' },
  knowledgeNotFound: { code: 1232, httpStatus: 404, message: 'The knowledge base does not exist' },
  knowledgeExists: { code: 1233, httpStatus: 409, message: 'The knowledge base already exists' },
  knowledgeCreateFailed: { code: 1234, httpStatus: 400, message: 'The knowledge base could not be created' },
  knowledgeUpdateFailed: { code: 1235, httpStatus: 400, message: 'The knowledge base could not be updated' },
  knowledgeDetailFailed: { code: 1236, httpStatus: 400, message: 'The knowledge base could not be read' },
} as const satisfies Record<string, ErrorKind>;

export type ErrorName = keyof typeof ERRORS;

/** `code` of a success. */
export const SUCCESS_CODE = 1000;

/** An error meant for the caller: its message is sent as it is. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly kind: ErrorKind;
  /** Sent as `data` beside the error, when there is more to say. */
  readonly data: unknown;

  constructor(name: ErrorName, message?: string, options: { data?: unknown; cause?: unknown } = {}) {
    const kind = ERRORS[name];
    super(message ?? kind.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.data = options.data;
  }

  get code(): number {
    return this.kind.code;
  }

  /** A parameter error that names its field, e.g. `duration: must be at most 3600`. */
  static parameter(field: string, problem: string): ApiError {
    return new ApiError('invalidParameter', `${field}: ${problem}`);
  }
}
