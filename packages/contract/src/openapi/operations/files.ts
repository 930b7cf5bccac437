import { z } from 'zod';
import {
  FILES_PATH,
  file,
  fileDeleted,
  fileList,
  fileListQuery,
  fileUploadQuery,
  ownIdRequest,
} from '../../rest/index.js';
import type { Operation } from '../operation.js';

const shared = { tag: 'Files', authenticated: true } as const;
const deletedReply = { data: fileDeleted, description: 'What was deleted' };

export const FILE_OPERATIONS: readonly Operation[] = [
  {
    ...shared,
    method: 'post',
    path: FILES_PATH,
    operationId: 'uploadFile',
    summary: 'Upload a file',
    description:
      'As a form with one file, or as a body that is the file. Its `url` then stands wherever the API takes a URL of media or of a document; only your account can use it.',
    query: fileUploadQuery,
    body: { schema: 'upload' },
    reply: { data: file, description: 'The file' },
    errors: ['uploadError', 'uploadLimitExceeded'],
  },
  {
    ...shared,
    method: 'get',
    path: FILES_PATH,
    operationId: 'listFiles',
    summary: 'List files',
    query: fileListQuery,
    reply: { data: fileList, description: 'A page of files' },
    errors: [],
  },
  {
    ...shared,
    method: 'delete',
    path: `${FILES_PATH}/:id`,
    operationId: 'deleteFile',
    summary: 'Delete a file',
    pathParameters: { id: { description: '`_id` of the file', schema: z.string().max(200) } },
    reply: deletedReply,
    errors: ['contentNotFound'],
  },
  {
    ...shared,
    method: 'delete',
    path: FILES_PATH,
    operationId: 'deleteFileByQuery',
    summary: 'Delete a file, named in the query',
    query: ownIdRequest,
    reply: deletedReply,
    errors: ['contentNotFound'],
  },
];
