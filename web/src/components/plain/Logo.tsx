/** The mark of the product: 1 and x. Decorative: the name stands next to it or in the label. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill="#1d5bb8" />
      <path
        d="M8 10.5 12 8v16"
        fill="none"
        stroke="#fff"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path d="m17 12 8 12M25 12l-8 12" stroke="#f0b64a" strokeWidth="3" strokeLinecap="round" />
    </svg>
  );
}
