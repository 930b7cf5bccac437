import type { SessionEnd } from '../../live/state.js';

/** What a reader is told about the end of a session. */
export function endWords(end: SessionEnd): { title: string; text: string } {
  switch (end.reason) {
    case 'client_closed':
      return end.byMe
        ? { title: 'Session ended', text: 'You ended it. The presenter has left the room.' }
        : {
            title: 'Session closed',
            text: 'It was closed from somewhere else: the session list, or the API.',
          };
    case 'expired':
      return { title: 'Time is up', text: 'The session reached its duration and ended by itself.' };
    case 'abandoned':
      return { title: 'Session ended', text: 'Nobody was in the room for a while, so the server ended it.' };
    case 'shutdown':
      return {
        title: 'The server was stopped',
        text: 'It ended its sessions before it went. Start again when it is back.',
      };
    case 'failed':
      return {
        title: 'Something broke',
        text: end.detail ?? 'The presenter could not go on. The server’s log says more.',
      };
    case 'replaced':
      return {
        title: 'Opened somewhere else',
        text: 'Another page took this session over. It goes on there.',
      };
    case 'lost':
      return { title: 'Connection lost', text: 'The session is still running. You can go back into it.' };
    case 'server-gone':
      return {
        title: 'The server does not answer',
        text: 'If it comes back within a moment, you can go back into the session.',
      };
  }
}

/** The session itself may well be running. */
export const canGoBack = ({ reason }: SessionEnd): boolean =>
  reason === 'replaced' || reason === 'lost' || reason === 'server-gone';
