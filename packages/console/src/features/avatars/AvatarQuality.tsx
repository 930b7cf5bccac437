import { Lightbulb } from 'lucide-react';
import type { Avatar } from '../../api/types.js';
import { Panel } from '../../ui/Panel.js';
import { qualityWords } from './words.js';

/** How good an avatar is, and what would make it better. */
export function AvatarQuality({ quality }: { quality: NonNullable<Avatar['quality']> }) {
  const percent = Math.round(quality.score * 100);
  return (
    <Panel title="Quality" aside={<span className="hint figures-text">{percent} of 100</span>}>
      <div className="avatar-quality" data-quality={qualityWords(quality.score).toLowerCase()}>
        <strong>{qualityWords(quality.score)}</strong>
        <div className="quality-bar" aria-hidden>
          <i style={{ inlineSize: `${percent}%` }} />
        </div>
      </div>
      {quality.advice.length > 0 && (
        <ul className="avatar-advice">
          {quality.advice.map(({ code, text }) => (
            <li key={code}>
              <Lightbulb size={16} aria-hidden />
              {text}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
