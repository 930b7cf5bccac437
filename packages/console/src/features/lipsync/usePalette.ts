import { type RefObject, useEffect, useState } from 'react';
import type { Palette } from './draw-timeline.js';
import { fillsOf } from './viseme-looks.js';

/** The page's colours for a canvas, which knows no CSS variables; new when the theme changes. */
export function usePalette(element: RefObject<HTMLElement | null>): Palette | undefined {
  const [palette, setPalette] = useState<Palette>();
  useEffect(() => {
    const read = () => element.current && setPalette(paletteOf(element.current));
    read();
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', read);
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      dark.removeEventListener('change', read);
      observer.disconnect();
    };
  }, [element]);
  return palette;
}

function paletteOf(element: HTMLElement): Palette {
  const probe = document.createElement('i');
  element.append(probe);
  const colour = (variable: string) => {
    probe.style.color = `var(${variable})`;
    return getComputedStyle(probe).color;
  };
  const theme = document.documentElement.dataset.theme;
  const dark = theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  const palette = {
    text: colour('--text'),
    muted: colour('--muted'),
    line: colour('--line'),
    lane: colour('--lane'),
    wave: colour('--wave'),
    jaw: colour('--jaw'),
    rounding: colour('--rounding'),
    font: getComputedStyle(element).fontFamily,
    fills: fillsOf(dark ? 'dark' : 'light'),
  };
  probe.remove();
  return palette;
}
