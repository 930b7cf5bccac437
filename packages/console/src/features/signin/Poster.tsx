/** Bars of a spoken word, in 0..1. */
const WORD = [0.18, 0.34, 0.62, 0.9, 0.55, 0.78, 1, 0.7, 0.42, 0.66, 0.84, 0.5, 0.3, 0.48, 0.24, 0.12];

/** The picture beside the sign-in: somebody who is about to speak. */
export function Poster() {
  return (
    <div className="poster">
      <svg viewBox="0 0 600 600" preserveAspectRatio="xMidYMax slice" aria-hidden>
        <defs>
          <linearGradient id="poster-sky" x1="0" y1="0" x2="1" y2="1">
            <stop offset="0" stopColor="#0f5c5e" />
            <stop offset="1" stopColor="#082a33" />
          </linearGradient>
          <radialGradient id="poster-glow" cx="0.5" cy="0.42" r="0.55">
            <stop offset="0" stopColor="#7fe0d0" stopOpacity="0.55" />
            <stop offset="1" stopColor="#7fe0d0" stopOpacity="0" />
          </radialGradient>
        </defs>
        <rect width="600" height="600" fill="url(#poster-sky)" />
        <circle cx="300" cy="290" r="330" fill="url(#poster-glow)" />
        <circle
          cx="300"
          cy="320"
          r="168"
          fill="none"
          stroke="#bff2e8"
          strokeOpacity="0.18"
          strokeWidth="1.5"
        />
        <circle
          cx="300"
          cy="320"
          r="236"
          fill="none"
          stroke="#bff2e8"
          strokeOpacity="0.1"
          strokeWidth="1.5"
        />
        <path d="M92 600c6-112 92-168 208-168s202 56 208 168z" fill="#0a3a42" />
        <path d="M262 372h76v62c0 24-16 40-38 40s-38-16-38-40z" fill="#d99a77" />
        <path
          d="M203 262c0-74 42-118 97-118s97 44 97 118c0 84-8 150-22 196H225c-14-46-22-112-22-196z"
          fill="#2a1a14"
        />
        <path d="M262 360h76v70c0 24-16 40-38 40s-38-16-38-40z" fill="#cf8f6d" />
        <ellipse cx="300" cy="292" rx="74" ry="92" fill="#efbb98" />
        <path
          d="M222 284c2-70 34-104 80-104 44 0 74 32 78 98-34-4-66-22-84-52-12 30-36 52-74 58z"
          fill="#38231a"
        />
        <path d="M250 444l50 62 50-62 34 16-84 140-84-140z" fill="#f4faf9" />
        <path d="M226 448l24-10 50 66-40 60zM374 448l-24-10-50 66 40 60z" fill="#0d4a52" />
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
