import { SendHorizontal, Square } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useLiveSession } from '../../live/useLiveSession.js';
import { Button } from '../../ui/Button.js';

export function Composer() {
  const { live, state } = useLiveSession();
  const [text, setText] = useState('');
  const box = useRef<HTMLTextAreaElement>(null);
  const isLive = state.phase === 'live';
  const ready = isLive && !state.reconnecting;
  const speaking = state.transcript.speakingId !== undefined;
  const name = state.plan?.avatar.name ?? 'the presenter';

  // On a phone this would open the keyboard over the presenter who is just greeting.
  useEffect(() => {
    if (isLive && matchMedia('(hover: hover)').matches) box.current?.focus();
  }, [isLive]);

  const send = async (event?: FormEvent) => {
    event?.preventDefault();
    const message = text.trim();
    if (!message || !ready) return;
    setText('');
    if (!(await live.talk.say(message))) setText((now) => now || message);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  };

  const placeholder = state.mode === 2 ? `Say something to ${name}` : `What should ${name} say?`;
  return (
    <form className="composer" onSubmit={send}>
      <textarea
        ref={box}
        data-testid="composer"
        aria-label="Message"
        placeholder={isLive ? placeholder : state.phase === 'ended' ? 'The session is over' : 'One moment…'}
        rows={1}
        enterKeyHint="send"
        disabled={!isLive}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="composer-row">
        <Button
          size="small"
          look={speaking ? 'danger' : 'quiet'}
          data-testid="interrupt"
          aria-keyshortcuts="Escape"
          disabled={!ready}
          icon={<Square size={14} fill="currentColor" aria-hidden />}
          onClick={() => live.talk.command({ cmd: 'interrupt' }, 'Stop speaking')}
        >
          Stop speaking
          <kbd className="wide-only" aria-hidden>
            Esc
          </kbd>
        </Button>
        <Button
          type="submit"
          look="primary"
          size="small"
          data-testid="send"
          disabled={!ready || !text.trim()}
          icon={<SendHorizontal size={16} aria-hidden />}
        >
          Send
        </Button>
      </div>
    </form>
  );
}
