const GESTURES = ['pointerdown', 'keydown', 'touchend'] as const;

/** What begins with the next click or key press. */
const waiting = new Set<() => void>();

function begin(): void {
  for (const gesture of GESTURES) document.removeEventListener(gesture, begin, true);
  for (const start of waiting) start();
  waiting.clear();
}

/** Calls this once, within the next click or key press on the page. */
export function onNextGesture(start: () => void): void {
  if (waiting.size === 0) {
    for (const gesture of GESTURES) document.addEventListener(gesture, begin, true);
  }
  waiting.add(start);
}

/** Plays an element, or has it wait for a click when the browser refuses sound without one. */
export function playWhenAllowed(element: HTMLMediaElement, onBlocked: () => void): void {
  element.play().catch((error: unknown) => {
    if (!(error instanceof DOMException && error.name === 'NotAllowedError')) return;
    onNextGesture(() => {
      if (element.srcObject) element.play().catch(() => {});
    });
    onBlocked();
  });
}
