/** Every connection that somebody in this page has opened. */
const connections = new Set<RTCPeerConnection>();

/** Remembers connections from now on, so that their senders can be told what to give up first. */
export function watchConnections(): void {
  const { prototype } = RTCPeerConnection;
  const original = prototype.setLocalDescription;
  prototype.setLocalDescription = function (this: RTCPeerConnection, ...args: unknown[]) {
    connections.add(this);
    return Reflect.apply(original, this, args);
  } as typeof original;
}

/** Has pictures lose frames before they lose sharpness: text and faces suffer more from the latter. */
export async function keepResolution(): Promise<void> {
  for (const connection of connections) {
    if (connection.connectionState === 'closed') {
      connections.delete(connection);
      continue;
    }
    for (const sender of connection.getSenders()) {
      if (sender.track?.kind !== 'video') continue;
      const parameters = sender.getParameters();
      parameters.degradationPreference = 'maintain-resolution';
      // One that has not been negotiated yet refuses; it is asked again with the next picture.
      await sender.setParameters(parameters).catch(() => {});
    }
  }
}
