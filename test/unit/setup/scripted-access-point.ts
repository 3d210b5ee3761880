/** A plug's own access point: its answers over HTTP on loopback, in the clear or behind a cipher that was agreed on. */
import { createCipheriv, createDecipheriv, createECDH, createHash } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { once } from 'node:events';
import type { Address } from '../../../src/transport/transport.ts';
import type { PairingPlug } from './pairing-plug.ts';

export interface AccessPointQuirks {
  /** How lines of the head end. */
  readonly lineEnd?: '\n' | '\r\n';
  /** It hangs up on what is not behind the agreed cipher: all but its abilities, or commands only. */
  readonly encrypts?: 'all' | 'commands';
  /** What comes of agreeing on a cipher: a half that is no point, or nothing; or it is refused, and the plug takes what is in clear. */
  readonly agreement?: 'nonsense' | 'silence' | 'refused';
  /** How it refuses what it does not take: by an HTTP status, by silence, or it hangs up. */
  readonly refusesBy?: 400 | 500 | 'silence' | 'hang-up';
}

export interface ScriptedAccessPoint {
  readonly address: Address;
  /** The bodies as they came. */
  readonly bodies: readonly string[];
  readonly contentTypes: readonly string[];
}

const IN_CLEAR = /"Appliance\.(System\.Ability|Encrypt\.ECDHE)"/;

export async function scriptedAccessPoint(
  t: TestContext,
  plug: PairingPlug,
  quirks: AccessPointQuirks = {},
): Promise<ScriptedAccessPoint> {
  const { lineEnd = '\r\n', encrypts, agreement, refusesBy = 'hang-up' } = quirks;
  if (encrypts) plug.abilities = [...plug.abilities, 'Appliance.Encrypt.ECDHE'];
  const bodies: string[] = [];
  const contentTypes: string[] = [];
  const sockets = new Set<Socket>();
  let key: string | undefined;
  const respond = (socket: Socket, text: string): void => {
    const head = ['HTTP/1.1 200 OK', 'Content-Type: application/json', 'Connection: close', '', ''].join(lineEnd);
    socket.end(head + text);
  };
  const refuse = (socket: Socket): void => {
    if (refusesBy === 'hang-up') socket.destroy();
    else if (refusesBy !== 'silence')
      socket.end(`HTTP/1.1 ${refusesBy} No${lineEnd}Content-Length: 0${lineEnd}${lineEnd}`);
  };
  const serve = async (socket: Socket, body: string): Promise<void> => {
    bodies.push(body);
    const isClear = body.startsWith('{');
    const isTaken =
      IN_CLEAR.test(body) || agreement === 'refused' || (encrypts === 'commands' && body.includes('"method":"GET"'));
    if (encrypts && isClear && !isTaken) return refuse(socket);
    const text = isClear ? body : decrypted(body, key ?? '');
    if (text.includes('"Appliance.Encrypt.ECDHE"')) {
      if (agreement === 'silence') return;
      if (agreement === 'refused') return refuse(socket);
      const { replyText, agreed } = agreeOnCipher(plug, text, agreement === 'nonsense');
      key = agreed;
      return respond(socket, replyText);
    }
    const reply = await plug.replyTo(text);
    if (reply === 'silence') return;
    if (typeof reply === 'string') return void socket.destroy();
    return respond(socket, isClear ? reply.text : encrypted(reply.text, key ?? ''));
  };
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let raw = '';
    socket.on('data', chunk => {
      raw += chunk.toString('latin1');
      const end = raw.indexOf('\r\n\r\n');
      const size = Number(/content-length: (\d+)/i.exec(raw)?.[1]);
      if (end < 0 || raw.length < end + 4 + size) return;
      contentTypes.push(/content-type: (.*)\r/i.exec(raw)?.[1] ?? '');
      void serve(socket, raw.slice(end + 4));
      raw = '';
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const listening = server.address();
  if (listening === null || typeof listening === 'string') throw new Error('not listening');
  return { address: { host: '127.0.0.1', port: listening.port }, bodies, contentTypes };
}

function agreeOnCipher(
  plug: PairingPlug,
  text: string,
  fails: boolean,
): { readonly replyText: string; readonly agreed: string } {
  const messageId = /"messageId":"(\w+)"/.exec(text)?.[1] ?? '';
  const theirs = /"pubkey":"([^"]+)"/.exec(text)?.[1] ?? '';
  if (!text.includes('"step":1') || Buffer.from(theirs, 'base64').length !== 65) throw new Error('no such step');
  const ours = createECDH('prime256v1');
  const pubkey = fails ? 'bm8gcG9pbnQ=' : ours.generateKeys('base64');
  const shared = fails ? Buffer.alloc(0) : ours.computeSecret(theirs, 'base64');
  const replyText = plug.messageText(messageId, 'Appliance.Encrypt.ECDHE', 'SETACK', { ecdhe: { step: 2, pubkey } });
  return { replyText, agreed: createHash('md5').update(shared).digest('hex') };
}

function encrypted(text: string, key: string): string {
  const bytes = Buffer.from(text);
  const cipher = createCipheriv('aes-256-cbc', Buffer.from(key), Buffer.alloc(16, '0')).setAutoPadding(false);
  const padded = Buffer.concat([bytes, Buffer.alloc(16 - (bytes.length % 16))]);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
}

function decrypted(body: string, key: string): string {
  const decipher = createDecipheriv('aes-256-cbc', Buffer.from(key), Buffer.alloc(16, '0')).setAutoPadding(false);
  const text = Buffer.concat([decipher.update(Buffer.from(body, 'base64')), decipher.final()]).toString('utf8');
  return text.replace(/\0+$/, '');
}
