let held = 0;

const ask = (event: BeforeUnloadEvent) => event.preventDefault();

/** Whether something would be lost with the page. */
export const isPageHeld = (): boolean => held > 0;

/** As long as it is held, the browser asks before it leaves the page. Returns what lets go, once. */
export function holdPage(): () => void {
  if (held === 0) addEventListener('beforeunload', ask);
  held += 1;
  let letGo = false;
  return () => {
    if (letGo) return;
    letGo = true;
    held -= 1;
    if (held === 0) removeEventListener('beforeunload', ask);
  };
}
