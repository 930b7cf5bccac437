import { useEffect, useRef, useState } from 'react';
import { mediaUrl } from '../../api/media-url.js';
import type { StartPlan } from '../../live/state.js';
import { useLiveSession } from '../../live/useLiveSession.js';
import { EndCard } from './EndCard.js';
import { FullscreenButton, SpeakingBadge, TapForSound, TimeLeft, WaitCard } from './StageOverlays.js';

interface StageProps {
  plan?: StartPlan;
  onStartAgain(plan: StartPlan): void;
  onRejoin(id: string): void;
}

/** Where the presenter is: their portrait before, their picture during, and word of what is going on. */
export function Stage({ plan, onStartAgain, onRejoin }: StageProps) {
  const { live, state } = useLiveSession();
  const { phase, video } = state;
  const stage = useRef<HTMLDivElement>(null);
  const screen = useRef<HTMLVideoElement>(null);
  const [hasPicture, setHasPicture] = useState(false);

  useEffect(() => {
    const element = screen.current;
    if (!video || !element) return;
    video.attach(element);
    return () => {
      video.detach(element);
      setHasPicture(false);
    };
  }, [video]);

  const isLive = phase === 'live';
  const source = mediaUrl(plan?.avatar.thumbnailUrl);
  return (
    <div className="stage" ref={stage}>
      {source ? (
        <img className="stage-poster" src={source} alt={plan ? `Portrait of ${plan.avatar.name}` : ''} />
      ) : (
        plan && (
          <span className="monogram stage-poster" aria-hidden>
            {plan.avatar.name.slice(0, 1)}
          </span>
        )
      )}
      <video
        ref={screen}
        data-testid="stage-video"
        className="stage-video"
        aria-label={plan ? `${plan.avatar.name}, live` : 'Live presenter'}
        data-shown={hasPicture}
        autoPlay
        playsInline
        muted
        onPlaying={() => {
          setHasPicture(true);
          live.pictureShown();
        }}
      />
      {phase === 'idle' && plan && (
        <div className="stage-plate">
          <strong>{plan.avatar.name}</strong>
          {plan.voice && <span>Voice {plan.voice.name}</span>}
        </div>
      )}
      {isLive && (
        <>
          <div className="stage-top">
            <SpeakingBadge name={plan?.avatar.name ?? 'Presenter'} />
            <TimeLeft />
          </div>
          {hasPicture && <FullscreenButton target={stage} />}
        </>
      )}
      {(phase === 'creating' || phase === 'queued' || phase === 'joining' || phase === 'ending') && (
        <WaitCard />
      )}
      {isLive && (state.reconnecting || (!hasPicture && !state.soundBlocked)) && <WaitCard />}
      {isLive && state.soundBlocked && !state.reconnecting && <TapForSound />}
      {phase === 'ended' && <EndCard onStartAgain={onStartAgain} onRejoin={onRejoin} />}
    </div>
  );
}
