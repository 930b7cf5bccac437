import { deleteUpload } from '../../api/files.js';
import { createStore } from '../../live/store.js';
import { holdPage } from '../../upload/leave-guard.js';
import { UploadQueue } from '../../upload/queue.js';
import { SourceEditor } from './source-editor.js';

/**
 * What is being sent to and changed in one knowledge base. It goes on while another page of the console is looked
 * at.
 */
export class DocumentUploads {
  readonly editor: SourceEditor;
  readonly queue: UploadQueue;
  /** Counts the changes that have been made. */
  readonly changes = createStore({ count: 0 });

  constructor(id: string) {
    this.editor = new SourceEditor(id, () => this.changes.set({ count: this.changes.get().count + 1 }));
    this.queue = new UploadQueue({
      put: ({ name, url, size }) => this.editor.addDoc({ name, url, size }),
      // One that cannot be deleted now shows up among the account's files, nowhere else.
      discard: ({ url }) => void deleteUpload(url).catch(() => {}),
    });
    let letGo: (() => void) | undefined;
    this.queue.store.subscribe(() => {
      if (this.queue.activeCount > 0) letGo ??= holdPage();
      else {
        letGo?.();
        letGo = undefined;
      }
    });
  }
}

const all = new Map<string, DocumentUploads>();

export function documentUploadsOf(id: string): DocumentUploads {
  const uploads = all.get(id) ?? new DocumentUploads(id);
  all.set(id, uploads);
  return uploads;
}

/** Stops what is being sent to a knowledge base that is gone. */
export function stopUploadsOf(id: string): void {
  all.get(id)?.queue.clear();
  all.delete(id);
}

/** Stops everything: nobody is signed in any more. */
export function stopAllUploads(): void {
  for (const id of [...all.keys()]) stopUploadsOf(id);
}
