import { Braces, Keyboard, PhoneOff, SlidersHorizontal, Volume2, VolumeX } from 'lucide-react';
import { useState } from 'react';
import { useLiveSession } from '../../live/useLiveSession.js';
import { Button } from '../../ui/Button.js';
import { AdjustPanel } from './AdjustPanel.js';
import { MicButton } from './MicButton.js';
import { MicNotice } from './MicNotice.js';

interface ControlBarProps {
  onOpenApi(): void;
  onOpenKeys(): void;
}

export function ControlBar({ onOpenApi, onOpenKeys }: ControlBarProps) {
  const { live, state } = useLiveSession();
  const { phase, muted } = state;
  const [adjusting, setAdjusting] = useState(false);
  const isLive = phase === 'live';
  return (
    <div className="control-bar-area">
      <div className="control-bar" role="toolbar" aria-label="Session controls">
        {phase !== 'ended' && (
          <>
            <MicButton />
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
            End<span className="wide-only"> session</span>
          </Button>
        )}
      </div>
      {isLive && adjusting && <AdjustPanel />}
      {isLive && <MicNotice />}
    </div>
  );
}
