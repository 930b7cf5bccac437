/** Grey lines in the place of a list that is on its way. */
export function Skeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">Loading</span>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all the same
        <div key={index} className="skeleton-row" aria-hidden>
          <i />
          <i />
          <i />
        </div>
      ))}
    </div>
  );
}
