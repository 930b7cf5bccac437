import { mouthAt, restPose } from '@avatarium/lipsync';
import { Animator, Portrait, PRESENTERS } from '@avatarium/puppet/browser';
import { useEffect, useRef, useState } from 'react';
import { Segmented } from '../../ui/Segmented.js';
import type { Analysis } from './analysis.js';
import { type Playback, useFrames } from './playback.js';
import { segmentAt } from './segments.js';

const OPTIONS = PRESENTERS.map(({ id, name }) => ({ value: id, label: name.split(' ')[0] ?? name }));
/** More is not seen, and takes long to draw. */
const MAX_PIXEL_RATIO = 2;

/** A presenter, drawn in this page, whose mouth follows the sound, also while it is being looked through. */
export function Face({ analysis, playback }: { analysis: Analysis; playback: Playback }) {
  const [presenterId, setPresenterId] = useState(OPTIONS[0]?.value ?? '');
  const canvas = useRef<HTMLCanvasElement>(null);
  const portrait = useRef<Portrait>(undefined);
  const [animator] = useState(() => new Animator({ seed: 7 }));
  const [pose] = useState(restPose);

  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext('2d');
    if (!element || !pen) return;
    const fit = () => {
      const ratio = Math.min(MAX_PIXEL_RATIO, devicePixelRatio);
      const width = Math.round(element.clientWidth * ratio);
      const height = Math.round(element.clientHeight * ratio);
      if (width === 0 || (portrait.current && element.width === width && element.height === height)) return;
      element.width = width;
      element.height = height;
      portrait.current = new Portrait(presenterId, pen, width, height);
    };
    portrait.current = undefined;
    let later: ReturnType<typeof setTimeout> | undefined;
    // Painting a presenter anew takes a while, so a size is waited for to settle.
    const observer = new ResizeObserver(() => {
      clearTimeout(later);
      if (portrait.current) later = setTimeout(fit, 200);
      else fit();
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      clearTimeout(later);
    };
  }, [presenterId]);

  useFrames((nowS) => {
    const atS = playback.positionS();
    const said = segmentAt(analysis.segments, atS)?.viseme;
    animator.setSpeaking(playback.playing && said !== undefined && said !== 'sil');
    const state = animator.frame(nowS, mouthAt(analysis.track, atS, pose));
    portrait.current?.draw(state);
  });

  const name = PRESENTERS.find(({ id }) => id === presenterId)?.name ?? '';
  return (
    <div className="lipsync-face">
      <canvas
        ref={canvas}
        data-testid="lipsync-face"
        role="img"
        aria-label={`${name}, whose lips follow the sound`}
      />
      <Segmented
        label="Presenter"
        value={presenterId}
        options={OPTIONS}
        onChange={(id) => setPresenterId(id)}
      />
    </div>
  );
}
