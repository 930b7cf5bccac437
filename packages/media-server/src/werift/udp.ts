import { createSocket, type Socket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import {
  Candidate,
  type Connection,
  candidateFoundation,
  candidatePriority,
  type RTCIceTransport,
  StunProtocol,
} from 'werift';
import { WorkInTurns } from './work-in-turns.js';

/** The members of werift's ICE connection and STUN protocol that gathering uses; werift declares them private. */
interface GatheringConnection {
  generation: number;
  localUsername: string;
  protocols: StunProtocol[];
  ensureProtocol(protocol: StunProtocol): void;
  pairLocalProtocol(protocol: StunProtocol): void;
  appendLocalCandidate(candidate: Candidate): void;
  getCandidatePromises(addresses: string[]): Promise<unknown>[];
}
interface ReceivingProtocol {
  transport: DatagramTransport;
  datagramReceived(data: Buffer, from: [string, number]): void;
}

export interface UdpSettings {
  ports: [min: number, max: number];
  /**
   * Serve clients on this machine alone. The host's other addresses are offered to them besides 127.0.0.1, since
   * Firefox pairs no address of its own with that one; what comes from elsewhere is dropped unread.
   */
  ownHostOnly: boolean;
}

const LOOPBACK = '127.0.0.1';

/** Whether a datagram comes from this machine: no other can send under one of its addresses (RFC 1812 section 5.3.7). */
export function isOwnAddress(address: string, own: string[]): boolean {
  return address.startsWith('127.') || own.includes(address);
}

/** Every IPv4 address of the host that is not a loopback or link-local one. */
function hostAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter((entry) => entry.family === 'IPv4' && !entry.internal && !entry.address.startsWith('169.254.'))
    .map((entry) => entry.address);
}

/**
 * Replaces werift's candidate gathering for one transport. Its own asks a public STUN server by default, binds
 * to all addresses, and ends the process when two sockets race for one port; this one binds each given address to
 * a free port of the range and reports what it could not bind.
 */
export function gatherOnHost(transport: RTCIceTransport, settings: UdpSettings): void {
  const connection = transport.connection as Connection as unknown as GatheringConnection;
  connection.getCandidatePromises = () => {
    const own = hostAddresses();
    const accepts = (from: string) => !settings.ownHostOnly || isOwnAddress(from, own);
    return [LOOPBACK, ...own]
      .filter((address) => !connection.protocols.some((protocol) => protocol.localIp === address))
      .map((address) => addHostCandidate(connection, address, settings.ports, accepts));
  };
}

async function addHostCandidate(
  connection: GatheringConnection,
  address: string,
  ports: [number, number],
  accepts: (from: string) => boolean,
) {
  const socket = await bindInRange(address, ports);
  const protocol = new StunProtocol();
  connection.ensureProtocol(protocol);
  const receiving = protocol as unknown as ReceivingProtocol;
  receiving.transport = new DatagramTransport(socket, (data, from) => {
    if (accepts(from[0])) receiving.datagramReceived(data, from);
  });
  protocol.localIp = address;
  protocol.localCandidate = new Candidate(
    candidateFoundation('host', 'udp', address),
    1,
    'udp',
    candidatePriority('host', { transport: 'udp' }),
    address,
    socket.address().port,
    'host',
    undefined,
    undefined,
    undefined,
    connection.generation,
    connection.localUsername,
  );
  connection.protocols.push(protocol);
  connection.pairLocalProtocol(protocol);
  connection.appendLocalCandidate(protocol.localCandidate);
}

/** Binds a free port of the range, starting at a random one so that ports are not reused at once. */
async function bindInRange(address: string, [min, max]: [number, number]): Promise<Socket> {
  const count = max - min + 1;
  const start = Math.floor(Math.random() * count);
  for (let step = 0; step < count; step++) {
    const socket = await bind(address, min + ((start + step) % count));
    if (socket) return socket;
  }
  throw new Error(`no free UDP port between ${min} and ${max} on ${address}`);
}

function bind(address: string, port: number): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20, sendBufferSize: 1 << 20 });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    socket.bind(port, address, () => {
      socket.removeAllListeners('error');
      socket.on('error', () => {});
      resolve(socket);
    });
  });
}

/** DTLS records, by the first byte (RFC 7983): handshakes and data channels. */
function isDtls(data: Buffer): boolean {
  const [first = 0] = data;
  return first >= 20 && first <= 63;
}

/** Of all connections: they share the thread. */
const dataWork = new WorkInTurns();

/** werift's datagram transport over a socket that is bound already. */
class DatagramTransport {
  readonly type = 'udp';
  closed = false;
  readonly #socket: Socket;

  constructor(socket: Socket, onData: (data: Buffer, from: [string, number]) => void) {
    this.#socket = socket;
    socket.on('message', (data, { address, port }) => {
      const take = () => {
        if (!this.closed) onData(data, [address, port]);
      };
      // Somebody's half a megabyte on a data channel costs as much as seconds of sound, which must not wait for it.
      if (isDtls(data)) dataWork.add(take);
      else take();
    });
  }

  get address() {
    return this.#socket.address();
  }

  get addressFamily(): 4 {
    return 4;
  }

  readonly send = async (data: Buffer, to: [string, number]): Promise<void> => {
    if (!this.closed) this.#socket.send(data, to[1], to[0]);
  };

  readonly close = async (): Promise<void> => {
    if (this.closed) return;
    this.closed = true;
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  };
}
