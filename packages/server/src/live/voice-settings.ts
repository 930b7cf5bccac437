import type { SpeechChunk } from '../speech/tts/port.js';
import type { FoundVoice } from '../voices/catalog.js';

/** How the avatar speaks from the next message on. */
export interface VoiceSettings extends FoundVoice {
  speed: number;
  pronunciations: Record<string, string>;
}

/**
 * The sound of a reply, piece by piece as it is made. What the voice cannot speak passes as text without sound.
 */
export async function* speak(
  text: AsyncIterable<string>,
  { voice, synthesizer, speed, pronunciations }: VoiceSettings,
  signal: AbortSignal,
): AsyncIterable<SpeechChunk> {
  const { voiceId } = voice;
  for await (const piece of text) {
    if (signal.aborted) return;
    if (synthesizer.canSpeak(piece, voiceId)) {
      yield* synthesizer.synthesize({ text: piece, voiceId, speed, pronunciations, signal });
    } else {
      yield { text: piece, sampleRateHz: 16_000, pcm: new Int16Array(0) };
    }
  }
}
