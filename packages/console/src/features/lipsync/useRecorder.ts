import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { microphoneObstacle, microphoneProblem } from '../../live/microphone.js';

/** Then the recording ends by itself. */
const MAX_RECORDING_S = 120;

interface Recorder {
  /** Undefined while nothing is being recorded. */
  elapsedS?: number;
  problem?: string;
  start(): void;
  stop(): void;
}

/** Records the microphone; `onRecording` is given what was said when it stops. */
export function useRecorder(onRecording: (recording: Blob) => void): Recorder {
  const [elapsedS, setElapsedS] = useState<number>();
  const [problem, setProblem] = useState<string>();
  const recorder = useRef<MediaRecorder>(undefined);
  const gone = useRef(false);
  /** While the browser asks whether it may. */
  const asking = useRef(false);
  const give = useEffectEvent(onRecording);
  const recording = elapsedS !== undefined;

  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
      release(recorder.current?.stream);
    };
  }, []);
  useEffect(() => {
    if (!recording) return;
    const startedMs = performance.now();
    const timer = setInterval(() => {
      const seconds = (performance.now() - startedMs) / 1000;
      setElapsedS(seconds);
      if (seconds > MAX_RECORDING_S) recorder.current?.stop();
    }, 250);
    return () => clearInterval(timer);
  }, [recording]);

  const start = async () => {
    if (asking.current) return;
    const obstacle = microphoneObstacle()?.text;
    setProblem(obstacle);
    if (obstacle) return;
    asking.current = true;
    let stream: MediaStream | undefined;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const made = new MediaRecorder(stream);
      const parts: Blob[] = [];
      made.ondataavailable = ({ data }) => parts.push(data);
      made.onstop = () => {
        release(made.stream);
        setElapsedS(undefined);
        if (!gone.current) give(new Blob(parts, { type: made.mimeType }));
      };
      recorder.current = made;
      if (gone.current) return release(stream);
      made.start();
      setElapsedS(0);
    } catch (error) {
      release(stream);
      setProblem(microphoneProblem(error).text);
    } finally {
      asking.current = false;
    }
  };
  return { elapsedS, problem, start, stop: () => recorder.current?.stop() };
}

function release(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
