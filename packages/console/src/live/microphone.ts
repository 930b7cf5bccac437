/** What keeps the microphone from being used, in a word for the program and in words for the reader. */
export interface MicProblem {
  kind: 'insecure' | 'refused' | 'missing' | 'failed';
  text: string;
}

export interface MicState {
  /** `muted`: it was on in this session, and nothing of it is sent now. */
  status: 'off' | 'starting' | 'on' | 'muted';
  problem?: MicProblem;
  /** Nobody on the server would understand it, and the reader wants to know why. */
  deaf?: boolean;
}

/** What the open microphone hears now. */
export interface MicReading {
  /** 0..1. */
  level: number;
  /** The system or a switch on the device keeps it silent. */
  silenced: boolean;
}

/** Why this page gets no microphone whatever the user says, or undefined. */
export function microphoneObstacle(): MicProblem | undefined {
  if (!window.isSecureContext) {
    return {
      kind: 'insecure',
      text: 'The browser gives no microphone without HTTPS. Open the console on localhost, or give the server TLS_CERT and TLS_KEY.',
    };
  }
  if (!navigator.mediaDevices?.getUserMedia) {
    return { kind: 'failed', text: 'This browser gives pages no microphone.' };
  }
  return undefined;
}

/** What an error of getUserMedia means for the person in front of it. */
export function microphoneProblem(error: unknown): MicProblem {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
      return {
        kind: 'refused',
        text: 'The browser was not allowed to use the microphone. Allow it in the address bar, then try again.',
      };
    case 'NotFoundError':
      return { kind: 'missing', text: 'No microphone was found. Connect one, then try again.' };
    case 'NotReadableError':
      return { kind: 'failed', text: 'Another program is using the microphone. Close it, then try again.' };
    default: {
      const why = error instanceof Error ? error.message : String(error);
      return { kind: 'failed', text: `The microphone could not be started: ${why}` };
    }
  }
}
