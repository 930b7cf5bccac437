/** The sign of Avatarium: a person, and the light that says "live". */
export function Mark({ size = 30 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="9" fill="#0b6b66" />
      <path
        d="M7 26c0-5.2 4-8.6 9-8.6s9 3.4 9 8.6"
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
      <circle cx="16" cy="10.6" r="4.6" fill="#fff" />
      <circle cx="25.2" cy="7" r="2.6" fill="#ff7a66" />
    </svg>
  );
}
