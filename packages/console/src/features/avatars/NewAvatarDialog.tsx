import { Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { createAvatar } from '../../api/avatars.js';
import { storedBytes } from '../../api/files.js';
import type { Avatar } from '../../api/types.js';
import { useQuery } from '../../api/useQuery.js';
import { useSubmit } from '../../api/useSubmit.js';
import { Button } from '../../ui/Button.js';
import { bytes } from '../../ui/bytes.js';
import { Dialog } from '../../ui/Dialog.js';
import { DropZone } from '../../ui/DropZone.js';
import { Field } from '../../ui/Field.js';
import { Notice } from '../../ui/Notice.js';
import { Segmented } from '../../ui/Segmented.js';
import { useOneUpload } from '../../upload/useOneUpload.js';
import { ConsentField } from './ConsentField.js';
import { MediaPreview } from './MediaPreview.js';
import {
  ACCEPTED,
  CONSENTS,
  type ConsentChoice,
  idAfter,
  isPack,
  mediaProblem,
  nameAfter,
} from './new-avatar.js';
import { rememberUpload } from './passing-uploads.js';

type Source = 'file' | 'url';

const SOURCES: { value: Source; label: string }[] = [
  { value: 'file', label: 'Upload a file' },
  { value: 'url', label: 'From an address' },
];
const FIELDS = ['url', 'name', 'avatar_id', 'consent'];

interface NewAvatarDialogProps {
  onCreated(avatar: Avatar): void;
  onClose(): void;
}

/** Makes an avatar of a file, which is sent while the other fields are filled in, or of what an address leads to. */
export function NewAvatarDialog({ onCreated, onClose }: NewAvatarDialogProps) {
  const [source, setSource] = useState<Source>('file');
  const [url, setUrl] = useState('');
  const [name, setName] = useState('');
  const [id, setId] = useState<string>();
  const [missing, setMissing] = useState<string>();
  const [consent, setConsent] = useState<ConsentChoice>();
  const [unasked, setUnasked] = useState(false);
  const room = useQuery('room', storedBytes).data;
  const upload = useOneUpload();
  const form = useSubmit(FIELDS);
  const nameInput = useRef<HTMLInputElement>(null);
  const avatarId = id ?? (name.trim() === '' ? '' : idAfter(name));

  // A pack brings the consent that was given for it.
  const pack = isPack(source === 'url' ? (URL.parse(url)?.pathname ?? '') : (upload.file?.name ?? ''));

  // What is being sent can be given up; what is being made cannot.
  const creating = form.busy && !(source === 'file' && upload.state === 'sending');

  const choose = ([file]: File[]) => {
    if (!file) return;
    setMissing(undefined);
    const problem = mediaProblem(file, room && room.limit - room.used);
    upload.begin(file, problem);
    if (!problem && name === '') setName(nameAfter(file.name));
    nameInput.current?.focus();
  };

  const send = async () => {
    const noFile = source === 'file' && !upload.file;
    const noConsent = !pack && !consent;
    if (noFile) setMissing('Choose a portrait or a video first.');
    setUnasked(noConsent);
    if (noFile || noConsent) return;
    const statement = pack ? undefined : CONSENTS.find(({ value }) => value === consent)?.statement;
    await form.submit(async () => {
      const from = source === 'url' ? url.trim() : (await upload.finished()).url;
      // Before it is asked for: the avatar needs the file even if nobody waits here for it.
      const giveBack = source === 'file' ? upload.keep() : undefined;
      try {
        const avatar = await createAvatar({
          url: from,
          name: name.trim(),
          avatar_id: avatarId,
          consent: statement ? { statement } : undefined,
        });
        if (source === 'file') rememberUpload(avatar.avatar_id, from);
        onCreated(avatar);
      } catch (error) {
        giveBack?.();
        throw error;
      }
    });
  };

  return (
    <Dialog title="New avatar" className="modal wide" dismissable={!creating} onClose={onClose}>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Segmented
          label="Where its media comes from"
          value={source}
          options={SOURCES}
          onChange={(value) => {
            setSource(value);
            setMissing(undefined);
          }}
        />
        {source === 'file' ? (
          <div className="field">
            {upload.file ? (
              <MediaPreview upload={upload} />
            ) : (
              <DropZone
                label="Drop a portrait or a video here, or choose one"
                hint={`One person who looks into the camera, mouth closed, in even light. JPEG, PNG, WebP, any usual video or .avatar${
                  room ? `. Room for ${bytes(Math.max(0, room.limit - room.used))} more` : ''
                }`}
                icon={<Upload size={20} />}
                accept={ACCEPTED}
                onFiles={choose}
              />
            )}
            {(missing ?? form.problemOf('url')) && (
              <p className="field-problem" role="alert">
                {missing ?? form.problemOf('url')}
              </p>
            )}
          </div>
        ) : (
          <Field
            label="Address"
            hint="It must lead to the picture or the video itself, and be public."
            problem={form.problemOf('url')}
          >
            {(control) => (
              <input
                {...control}
                className="input"
                type="url"
                inputMode="url"
                placeholder="https://…/portrait.jpg"
                value={url}
                onChange={(event) => setUrl(event.target.value)}
              />
            )}
          </Field>
        )}
        <div className="form-row">
          <Field label="Name" hint="As people see it." problem={form.problemOf('name')}>
            {(control) => (
              <input
                {...control}
                ref={nameInput}
                className="input"
                autoComplete="off"
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <Field
            label="avatar_id"
            hint="As the API knows it: letters, digits, - and _."
            problem={form.problemOf('avatar_id')}
          >
            {(control) => (
              <input
                {...control}
                className="input mono"
                autoComplete="off"
                spellCheck={false}
                value={avatarId}
                onChange={(event) => setId(event.target.value)}
              />
            )}
          </Field>
        </div>
        {!pack && <ConsentField value={consent} missing={unasked} onChange={setConsent} />}
        {form.problem && <Notice bad>{form.problem}</Notice>}
        <div className="dialog-ways">
          <Button disabled={creating} onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            look="primary"
            disabled={form.busy || (source === 'file' && upload.problem !== undefined)}
            icon={form.busy ? <span className="spinner" /> : undefined}
          >
            {form.busy && upload.state === 'sending' ? 'Uploading…' : 'Create avatar'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
