import { useEffect, useState } from 'react';

type Theme = 'light' | 'dark';
const KEY = 'avatarium.theme';

const chosen = (): Theme | undefined => {
  const value = localStorage.getItem(KEY);
  return value === 'light' || value === 'dark' ? value : undefined;
};

const systemIsDark = () => matchMedia('(prefers-color-scheme: dark)').matches;

/** Run before the first paint. */
export function applyChosenTheme(): void {
  const theme = chosen();
  if (theme) document.documentElement.dataset.theme = theme;
}

/** The theme in force, the system's until the reader picks one, and a way to switch it. */
export function useTheme(): [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(() => chosen() ?? (systemIsDark() ? 'dark' : 'light'));
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => {
      if (!chosen()) setTheme(query.matches ? 'dark' : 'light');
    };
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  const toggle = () => {
    const next = theme === 'dark' ? 'light' : 'dark';
    localStorage.setItem(KEY, next);
    applyChosenTheme();
    setTheme(next);
  };
  return [theme, toggle];
}
