/** Bars of a spoken word, in 0..1. */
const WORD = [0.18, 0.34, 0.62, 0.9, 0.55, 0.78, 1, 0.7, 0.42, 0.66, 0.84, 0.5, 0.3, 0.48, 0.24, 0.12];

/** Rings of sound around the head, in units of the picture. */
const RINGS = [150, 215, 290, 375, 470];

/** The picture beside the sign-in: the sign of Avatarium, large, about to speak. */
export function Poster() {
  return (
    <div className="poster">
      <svg viewBox="0 0 600 600" preserveAspectRatio="xMidYMid meet" aria-hidden>
        <defs>
          <linearGradient id="poster-person" x1="0" y1="0" x2="0" y2="1">
            <stop offset="0" stopColor="#f2fbf9" />
            <stop offset="1" stopColor="#8fd3c9" />
          </linearGradient>
        </defs>
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
        <path d="M112 620c0-130 82-216 188-216s188 86 188 216z" fill="url(#poster-person)" />
        <circle cx="300" cy="230" r="104" fill="#f2fbf9" />
        <circle cx="452" cy="124" r="30" fill="#ff7a66" />
      </svg>
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
