import { Braces, Keyboard, Mic, MicOff, PhoneOff, SlidersHorizontal, Volume2, VolumeX } from 'lucide-react';
import { useState } from 'react';
import { useLiveSession } from '../../live/useLiveSession.js';
import { Button } from '../../ui/Button.js';
import { Notice } from '../../ui/Notice.js';
import { AdjustPanel } from './AdjustPanel.js';

interface ControlBarProps {
  onOpenApi(): void;
  onOpenKeys(): void;
}

export function ControlBar({ onOpenApi, onOpenKeys }: ControlBarProps) {
  const { live, state } = useLiveSession();
  const { phase, mic, muted, transcript } = state;
  const [adjusting, setAdjusting] = useState(false);
  const isLive = phase === 'live';
  const micOn = mic.status === 'on';
  // What is recognised comes back as the user's own line.
  const understood = transcript.lines.some((line) => line.origin === 'heard');
  return (
    <div className="control-bar-area">
      <div className="control-bar" role="toolbar" aria-label="Session controls">
        {phase !== 'ended' && (
          <>
            <Button
              data-testid="mic"
              on={micOn}
              aria-pressed={micOn}
              aria-label="Microphone"
              aria-keyshortcuts="m"
              title={micOn ? 'Microphone off (M)' : 'Microphone on (M)'}
              disabled={!isLive || mic.status === 'starting'}
              icon={micOn ? <Mic size={18} /> : <MicOff size={18} />}
              onClick={() => live.toggleMicrophone()}
            >
              <span className="wide-only">{micOn ? 'Microphone on' : 'Microphone off'}</span>
            </Button>
            <Button
              aria-pressed={muted}
              aria-label="Mute the presenter"
              title={muted ? 'Sound on' : 'Sound off'}
              disabled={!isLive}
              icon={muted ? <VolumeX size={18} /> : <Volume2 size={18} />}
              onClick={() => live.setMuted(!muted)}
            />
            <Button
              on={adjusting}
              aria-expanded={adjusting}
              aria-label="Adjust"
              title="Mode, voice, speed and background"
              disabled={!isLive}
              icon={<SlidersHorizontal size={18} />}
              onClick={() => setAdjusting(!adjusting)}
            >
              <span className="wide-only">Adjust</span>
            </Button>
          </>
        )}
        <Button
          className="wide-only"
          icon={<Keyboard size={18} />}
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts (?)"
          onClick={onOpenKeys}
        />
        <Button
          icon={<Braces size={18} />}
          aria-label="API requests"
          title="This session's API requests"
          onClick={onOpenApi}
        >
          <span className="wide-only">API</span>
        </Button>
        {phase !== 'ended' && (
          <Button
            look="danger"
            className="push-end"
            data-testid="end"
            disabled={!isLive}
            icon={<PhoneOff size={18} />}
            onClick={() => live.end()}
          >
            End session
          </Button>
        )}
      </div>
      {isLive && adjusting && <AdjustPanel />}
      {isLive && mic.problem && <Notice bad>{mic.problem}</Notice>}
      {micOn && !understood && (
        <Notice>
          The room hears you. Without a speech recogniser on the server, only what you type is understood.
        </Notice>
      )}
    </div>
  );
}
