import { useState } from 'react';

/** Bars of a spoken word, in 0..1. */
const WORD = [0.18, 0.34, 0.62, 0.9, 0.55, 0.78, 1, 0.7, 0.42, 0.66, 0.84, 0.5, 0.3, 0.48, 0.24, 0.12];

/** Rings of sound around the head, in units of the picture. */
const RINGS = [150, 215, 290, 375, 470];

/** The built-in presenter, whose portrait the server shows to anybody. */
const PORTRAIT = '/media/avatars/ava.png';

/** The picture beside the sign-in: the presenter, or the sign of Avatarium on a server without that one. */
export function Poster() {
  const [portrait, setPortrait] = useState<'loading' | 'there' | 'missing'>('loading');
  return (
    <div className="poster">
      {portrait === 'missing' ? (
        <PosterMark />
      ) : (
        <img
          src={PORTRAIT}
          alt=""
          data-shown={portrait === 'there'}
          onLoad={() => setPortrait('there')}
          onError={() => setPortrait('missing')}
        />
      )}
      <div className="poster-words">
        <div className="poster-wave" aria-hidden>
          {WORD.map((height, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the bars never change places
            <i key={index} style={{ height: `${height * 100}%`, animationDelay: `${index * -130}ms` }} />
          ))}
        </div>
        <p>A presenter that says what you write, from your own machine.</p>
      </div>
    </div>
  );
}

function PosterMark() {
  return (
    <svg viewBox="0 0 600 600" aria-hidden>
      {RINGS.map((radius, index) => (
        <circle
          key={radius}
          cx="300"
          cy="230"
          r={radius}
          fill="none"
          stroke="#c9f5ec"
          strokeOpacity={0.26 - index * 0.045}
          strokeWidth="1.4"
        />
      ))}
      <path
        d="M150 560c0-104 68-170 150-170s150 66 150 170"
        fill="none"
        stroke="#d8f3ee"
        strokeWidth="44"
        strokeLinecap="round"
      />
      <circle cx="300" cy="230" r="86" fill="#f2fbf9" />
      <circle cx="424" cy="140" r="26" fill="#ff7a66" />
    </svg>
  );
}
