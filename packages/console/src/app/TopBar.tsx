import { LogOut, Moon, Sun } from 'lucide-react';
import { Button } from '../ui/Button.js';
import { Mark } from '../ui/Mark.js';
import { useTheme } from '../ui/theme.js';
import { hrefTo, type PageName } from '../workspace/route.js';
import { Navigation } from './Navigation.js';

export function TopBar({ page, onSignOut }: { page: PageName; onSignOut(): void }) {
  const [theme, toggleTheme] = useTheme();
  const themeWords = theme === 'dark' ? 'Light theme' : 'Dark theme';
  return (
    <header className="topbar">
      <a className="brand" href={hrefTo('studio')} aria-label="Avatarium, to the studio">
        <Mark />
        <span>Avatarium</span>
      </a>
      <Navigation page={page} />
      <div className="topbar-end">
        <Button
          look="quiet"
          icon={theme === 'dark' ? <Sun size={18} /> : <Moon size={18} />}
          aria-label={themeWords}
          title={themeWords}
          onClick={toggleTheme}
        />
        <Button
          look="quiet"
          icon={<LogOut size={18} />}
          aria-label="Sign out"
          title="Sign out"
          onClick={onSignOut}
        />
      </div>
    </header>
  );
}
