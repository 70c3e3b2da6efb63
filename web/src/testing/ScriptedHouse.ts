import type { AddressInfo } from 'node:net';
import { type WebSocket as Peer, WebSocketServer } from 'ws';

type Frame = Record<string, unknown>;

/** A real WebSocket server whose side of the talk is written by the test. */
export class ScriptedHouse {
  readonly heard: Frame[] = [];
  readonly tickets: string[] = [];
  private readonly peers: Peer[] = [];
  private readonly server: WebSocketServer;

  private constructor(
    private readonly greet: (house: ScriptedHouse, visit: number) => void,
    port: number,
  ) {
    this.server = new WebSocketServer({ port, host: '127.0.0.1' });
    this.server.on('connection', (peer, request) => {
      this.peers.push(peer);
      this.tickets.push(
        new URL(request.url ?? '', 'http://x').searchParams.get('ticket') ?? 'none',
      );
      peer.on('message', (data) => this.heard.push(JSON.parse(String(data))));
      this.greet(this, this.peers.length);
    });
  }

  static async open(
    greet: (house: ScriptedHouse, visit: number) => void,
    port = 0,
  ): Promise<ScriptedHouse> {
    const house = new ScriptedHouse(greet, port);
    await new Promise((done) => house.server.once('listening', done));
    return house;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** To the newest connection. */
  say(...frames: readonly unknown[]): void {
    for (const frame of frames) {
      this.peers.at(-1)?.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
    }
  }

  hangUp(code: number, reason: string): void {
    this.peers.at(-1)?.close(code, reason);
  }

  /** As a cut cable: no closing words. */
  cut(): void {
    this.peers.at(-1)?.terminate();
  }

  async close(): Promise<void> {
    for (const peer of this.peers) peer.terminate();
    await new Promise((done) => this.server.close(done));
  }
}
