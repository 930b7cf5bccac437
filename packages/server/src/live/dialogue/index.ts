export { clauses } from './clauses.js';
export { Dialogue, loadDialogue } from './dialogue.js';
export { Floor } from './floor.js';
export type { DialogueListener, HeardTurn, Mouth } from './port.js';
export { readTurnDetection, type TurnDetection } from './turn-detection.js';
