import { LogOut, Moon, Sun } from 'lucide-react';
import { useLiveSession } from '../live/useLiveSession.js';
import { Button } from '../ui/Button.js';
import { Mark } from '../ui/Mark.js';
import { useTheme } from '../ui/theme.js';
import { href, type Route } from '../workspace/route.js';

export function TopBar({ route, onSignOut }: { route: Route; onSignOut(): void }) {
  const [theme, toggleTheme] = useTheme();
  const { state } = useLiveSession();
  const isLive = state.phase === 'live';
  return (
    <header className="topbar">
      <a className="brand" href={href.studio} aria-label="Avatarium, to the studio">
        <Mark />
        <span>Avatarium</span>
      </a>
      <nav aria-label="Main">
        <a href={href.studio} aria-current={route === 'studio' ? 'page' : undefined}>
          Studio
          {isLive && <span className="live-dot" title="A session is live" />}
        </a>
        <a href={href.sessions} aria-current={route === 'sessions' ? 'page' : undefined}>
          Sessions
        </a>
      </nav>
      <div className="topbar-end">
        <Button
          look="quiet"
          icon={theme === 'dark' ? <Sun size={18} /> : <Moon size={18} />}
          aria-label={theme === 'dark' ? 'Light theme' : 'Dark theme'}
          title={theme === 'dark' ? 'Light theme' : 'Dark theme'}
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
