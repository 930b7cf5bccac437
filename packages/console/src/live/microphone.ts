/** Why this page gets no microphone whatever the user says, or undefined. */
export function microphoneObstacle(): string | undefined {
  if (!window.isSecureContext) {
    return 'The browser gives no microphone without HTTPS. Open the console on localhost, or give the server TLS_CERT and TLS_KEY.';
  }
  if (!navigator.mediaDevices?.getUserMedia) return 'This browser gives pages no microphone.';
  return undefined;
}

/** What an error of getUserMedia means for the person in front of it. */
export function microphoneProblem(error: unknown): string {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
      return 'The browser was not allowed to use the microphone. Allow it in the address bar, then try again.';
    case 'NotFoundError':
      return 'No microphone was found. Connect one, then try again.';
    case 'NotReadableError':
      return 'Another program is using the microphone. Close it, then try again.';
    default:
      return `The microphone could not be started: ${error instanceof Error ? error.message : String(error)}`;
  }
}
