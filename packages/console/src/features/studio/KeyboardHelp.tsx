import { Dialog } from '../../ui/Dialog.js';

const KEYS: [string[], string][] = [
  [['Enter'], 'Send'],
  [['Shift', 'Enter'], 'New line'],
  [['Esc'], 'Stop speaking'],
  [['/'], 'Write a message'],
  [['1', '…', '8'], 'Actions'],
  [['Shift', '1', '…', '7'], 'Expressions'],
  [['M'], 'Microphone on and off'],
  [['?'], 'This list'],
];

export function KeyboardHelp({ onClose }: { onClose(): void }) {
  return (
    <Dialog title="Keyboard" className="modal" onClose={onClose}>
      <dl className="keys">
        {KEYS.map(([keys, meaning]) => (
          <div key={meaning}>
            <dt>
              {keys.map((key) => (key === '…' ? <span key={key}>…</span> : <kbd key={key}>{key}</kbd>))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p className="hint">Single keys work while you are not writing.</p>
    </Dialog>
  );
}
