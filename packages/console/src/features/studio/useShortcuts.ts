import { useEffect, useRef } from 'react';
import { useLiveSession } from '../../live/useLiveSession.js';
import { ACTIONS, EXPRESSIONS } from './gestures.js';
import { useMicrophone } from './useMicrophone.js';

/** The keys of a running session. Single keys rest while somebody types or a dialog is open. */
export function useShortcuts(onHelp: () => void): void {
  const { live } = useLiveSession();
  const { toggle } = useMicrophone();
  const switchMicrophone = useRef(toggle);
  useEffect(() => {
    switchMicrophone.current = toggle;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { phase, mic } = live.store.get();
      if (phase !== 'live' || event.defaultPrevented || event.isComposing) return;
      if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector('dialog[open]')) return;
      if (event.key === 'Escape') {
        if (!document.fullscreenElement) void live.talk.command({ cmd: 'interrupt' }, 'Stop speaking');
        return;
      }
      if (isTyping(event.target)) return;
      const digit = /^Digit([1-8])$/.exec(event.code)?.[1];
      if (digit) {
        const index = Number(digit) - 1;
        const gesture = event.shiftKey ? EXPRESSIONS[index] : ACTIONS[index];
        if (!gesture) return;
        const { label, ...data } = gesture;
        void live.talk.command({ cmd: 'set-action', data }, label);
      } else if (event.key === 'm') {
        if (mic.status !== 'starting') switchMicrophone.current();
      } else if (event.key === '/') {
        document.querySelector<HTMLElement>('[data-testid="composer"]')?.focus();
      } else if (event.key === '?') {
        onHelp();
      } else {
        return;
      }
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [live, onHelp]);
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
