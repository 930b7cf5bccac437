import { Play, Square } from 'lucide-react';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { plainWords } from '../../api/errors.js';
import { mediaUrl } from '../../api/media-url.js';
import type { Avatar } from '../../api/types.js';
import { LiveSession } from '../../live/session.js';
import { Button } from '../../ui/Button.js';
import { useToast } from '../../ui/toast.js';

/** Enough for a sentence, should the page be left without a word. */
const LONGEST_S = 60;
/** What is still to be seen when the last word has been said. */
const AFTERGLOW_MS = 1500;

const sentence = (name: string) =>
  `Hi, I am ${name}. This is how I look when I speak: maybe a few more vowels, papa, mama, and done.`;

/** The avatar as it speaks a sentence, in a short session of its own. */
export function AvatarPreview({ avatar }: { avatar: Avatar }) {
  const toast = useToast();
  const [live] = useState(() => new LiveSession(toast, { remembered: false }));
  const { phase, video, transcript, soundBlocked } = useSyncExternalStore(
    live.store.subscribe,
    live.store.get,
  );
  const screen = useRef<HTMLVideoElement>(null);
  const [hasPicture, setHasPicture] = useState(false);
  const running = phase !== 'idle' && phase !== 'ended';
  const speaking = transcript.speakingId !== undefined;
  const spoken = transcript.lines.some(({ from, complete }) => from === 'bot' && complete) && !speaking;

  useEffect(() => {
    const element = screen.current;
    if (!video || !element) return;
    video.attach(element);
    return () => {
      video.detach(element);
      setHasPicture(false);
    };
  }, [video]);
  useEffect(() => {
    if (!spoken || phase !== 'live') return;
    const timer = setTimeout(() => void live.end(), AFTERGLOW_MS);
    return () => clearTimeout(timer);
  }, [live, spoken, phase]);
  useEffect(() => () => leave(live), [live]);

  const start = () => {
    const { avatar_id, name } = avatar;
    const request = { avatar_id, stream_type: 'livekit', mode_type: 1, duration: LONGEST_S } as const;
    live
      .start({ request, avatar, greeting: sentence(name) })
      .catch((error) => toast({ title: 'No preview', text: plainWords(error) }));
  };
  const poster = mediaUrl(avatar.thumbnailUrl);
  return (
    <div className="avatar-preview stage" data-speaking={speaking || undefined}>
      {poster && <img className="stage-poster" src={poster} alt={`Portrait of ${avatar.name}`} />}
      <video
        ref={screen}
        className="stage-video"
        data-testid="preview-video"
        aria-label={`${avatar.name}, live`}
        data-shown={hasPicture}
        autoPlay
        playsInline
        muted
        onPlaying={() => setHasPicture(true)}
      />
      {running ? (
        <div className="avatar-preview-ways">
          {!hasPicture && <span className="spinner" role="status" aria-label="The preview is starting" />}
          {soundBlocked && <Button onClick={() => void live.startSound()}>Turn the sound on</Button>}
          <Button icon={<Square size={15} fill="currentColor" />} onClick={() => leave(live)}>
            Stop
          </Button>
        </div>
      ) : (
        <div className="avatar-preview-ways">
          <Button icon={<Play size={16} fill="currentColor" />} onClick={start}>
            See it speak
          </Button>
        </div>
      )}
    </div>
  );
}

/** Wherever it is: being started, running or over. */
function leave(live: LiveSession): void {
  if (live.store.get().phase === 'live') void live.end();
  else void live.cancel();
}
