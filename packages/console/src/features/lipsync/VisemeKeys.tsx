import { VISEME_COUNT, VISEMES } from '@avatarium/contract/face';
import { mouthAt, restPose } from '@avatarium/lipsync';
import { type CSSProperties, useRef, useState } from 'react';
import type { Analysis } from './analysis.js';
import { type Playback, useFrames } from './playback.js';
import { segmentAt } from './segments.js';
import { cssFill, VISEME_LOOKS } from './viseme-looks.js';

/** All visemes with their sounds; the one that is said is lit, and the bars show what the mouth mixes. */
export function VisemeKeys({ analysis, playback }: { analysis: Analysis; playback: Playback }) {
  const bars = useRef<(HTMLElement | null)[]>([]);
  const [pose] = useState(restPose);
  const [said, setSaid] = useState<string>();
  useFrames(() => {
    const atS = playback.positionS();
    mouthAt(analysis.track, atS, pose);
    for (let i = 0; i < VISEME_COUNT; i++) {
      bars.current[i]?.style.setProperty('--weight', (pose.weights[i] ?? 0).toFixed(2));
    }
    setSaid(segmentAt(analysis.segments, atS)?.viseme);
  });
  return (
    <ol className="viseme-keys" data-testid="viseme-keys" aria-label="Visemes">
      {VISEMES.map((viseme, i) => (
        <li
          key={viseme}
          className="viseme-key"
          data-said={said === viseme || undefined}
          style={{ '--viseme': cssFill(viseme) } as CSSProperties}
        >
          <strong>{viseme}</strong>
          <span>{VISEME_LOOKS[viseme].sounds}</span>
          <i
            aria-hidden
            ref={(bar) => {
              bars.current[i] = bar;
            }}
          />
        </li>
      ))}
    </ol>
  );
}
