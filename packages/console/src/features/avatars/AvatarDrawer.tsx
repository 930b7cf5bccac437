import { useEffect, useState } from 'react';
import { avatarDetail, avatarDetailRequest } from '../../api/avatars.js';
import { toCurl } from '../../api/curl.js';
import { requests } from '../../api/endpoints.js';
import type { Avatar } from '../../api/types.js';
import { useQuery } from '../../api/useQuery.js';
import { Answer } from '../../ui/Answer.js';
import { CodeBlock } from '../../ui/CodeBlock.js';
import { CopyField } from '../../ui/CopyField.js';
import { Dialog } from '../../ui/Dialog.js';
import { Facts } from '../../ui/Facts.js';
import { Moment } from '../../ui/Moment.js';
import { Notice } from '../../ui/Notice.js';
import { Progress } from '../../ui/Progress.js';
import { VoiceSample } from '../../ui/VoiceSample.js';
import { useWorkspace } from '../../workspace/context.js';
import { goTo } from '../../workspace/route.js';
import { isReady } from '../../workspace/setup.js';
import { AvatarBadge } from './AvatarBadge.js';
import { AvatarMedia } from './AvatarMedia.js';
import { AvatarPreview } from './AvatarPreview.js';
import { AvatarQuality } from './AvatarQuality.js';
import { AvatarWays } from './AvatarWays.js';
import { failureWords, isOwn, isSettled, makingWords, STATE_WORDS } from './words.js';

const REFRESH_MS = 1500;

/** All there is to know of one avatar, and what can be done with it. */
export function AvatarDrawer({ avatarId, onDeleted }: { avatarId: string; onDeleted(): void }) {
  const [settled, setSettled] = useState(false);
  const query = useQuery(avatarId, (signal) => avatarDetail(avatarId, signal), {
    everyMs: settled ? undefined : REFRESH_MS,
    paused: settled,
  });
  const avatar = query.data;
  useEffect(() => setSettled(avatar !== undefined && isSettled(avatar)), [avatar]);
  const close = () => goTo('avatars');
  return (
    <Dialog
      title={avatar?.name ?? 'Avatar'}
      badge={avatar && <AvatarBadge avatar={avatar} />}
      className="drawer"
      onClose={close}
    >
      <Answer query={query}>
        {(shown) => (
          <Detail
            avatar={shown}
            onDeleted={() => {
              close();
              onDeleted();
            }}
          />
        )}
      </Answer>
    </Dialog>
  );
}

function Detail({ avatar, onDeleted }: { avatar: Avatar; onDeleted(): void }) {
  const { baseUrl, catalog } = useWorkspace();
  const { avatar_id, status } = avatar;
  const voices = catalog.state === 'ready' ? catalog.voices : [];
  const voice = voices.find(({ voice_id }) => voice_id === avatar.voice_id);
  const start = requests.createSession({ avatar_id, stream_type: 'livekit', mode_type: 1, duration: 600 });
  return (
    <>
      {isReady(avatar) ? <AvatarPreview avatar={avatar} /> : <AvatarMedia avatar={avatar} />}
      {status === 4 && <Failure avatar={avatar} />}
      {status < 3 && (
        <>
          <Notice>
            {STATE_WORDS[status].label}. {makingWords(avatar)}
          </Notice>
          <Progress label={`Making ${avatar.name}`} part={avatar.progress} />
        </>
      )}
      <AvatarWays avatar={avatar} onDeleted={onDeleted} />
      {avatar.quality && <AvatarQuality quality={avatar.quality} />}
      <CopyField label="avatar_id" value={avatar_id} />
      <CopyField label="_id" value={avatar._id} />
      <Facts
        facts={[
          ['Made by', isOwn(avatar) ? 'Your account' : 'The server'],
          ['Created', <Moment key="created" at={avatar.create_time} />],
          [
            'Voice',
            <span key="voice" className="with-button">
              <span className="avatar-voice">
                {voice?.name ?? avatar.voice_id}
                {voice && <code className="row-id">{voice.voice_id}</code>}
              </span>
              {voice && <VoiceSample voice={voice} />}
            </span>,
          ],
          ['Consent', avatar.consent?.statement ?? (isOwn(avatar) ? 'Nobody was asked' : undefined)],
          ['Licence', avatar.licence ?? undefined],
          ['Source', avatar.url.startsWith('http') ? undefined : avatar.url],
        ]}
      />
      {isReady(avatar) && <CodeBlock title="Start a session with it" text={toCurl(start, baseUrl)} />}
      <CodeBlock title="Ask for this detail" text={toCurl(avatarDetailRequest(avatar_id), baseUrl)} />
    </>
  );
}

function Failure({ avatar }: { avatar: Avatar }) {
  const { why, remedy } = failureWords(avatar);
  return (
    <Notice bad>
      {why} {remedy}
    </Notice>
  );
}
