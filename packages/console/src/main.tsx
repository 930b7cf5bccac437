import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/bricolage-grotesque/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/ui.css';
import './styles/forms.css';
import './styles/dialogs.css';
import './styles/toasts.css';
import './styles/app.css';
import './styles/navigation.css';
import './styles/page.css';
import './styles/table.css';
import './styles/upload.css';
import './styles/avatars.css';
import './styles/knowledge.css';
import './styles/detail.css';
import './styles/signin.css';
import './styles/studio.css';
import './styles/talk.css';
import './styles/setup.css';
import './styles/stage.css';
import './styles/conversation.css';
import './styles/figures.css';
import './styles/sessions.css';
import './styles/lipsync.css';
import './styles/motion.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.js';
import { applyChosenTheme } from './ui/theme.js';

applyChosenTheme();
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
