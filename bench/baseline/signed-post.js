// One signed request to a plug and its reply, as short as node:http allows. Nothing of the reply is checked but its method.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';

const md5 = text => createHash('md5').update(text).digest('hex');
const IV = Buffer.alloc(16, '0');

/** The AES key of a plug that requires encrypted bodies. */
export const lanKey = ({ uuid, key }) =>
  md5(uuid.slice(3, 22) + key.slice(1, 9) + (uuid.slice(-12).match(/../g) ?? []).join(':') + key.slice(10, 28));

function encrypt(text, aesKey) {
  const bytes = Buffer.from(text);
  const cipher = createCipheriv('aes-256-cbc', aesKey, IV).setAutoPadding(false);
  const padded = Buffer.concat([bytes, Buffer.alloc(16 - (bytes.length % 16))]);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
}

function decrypt(text, aesKey) {
  const decipher = createDecipheriv('aes-256-cbc', aesKey, IV).setAutoPadding(false);
  const bytes = Buffer.concat([decipher.update(Buffer.from(text, 'base64')), decipher.final()]);
  return bytes.toString().replace(/\0+$/, '');
}

/** Sends one message to `plug` (`host`, `key`, `uuid`, `aesKey` if encrypted). @returns the payload of the reply */
export function signedPost(plug, method, namespace, payload, timeoutMs) {
  const messageId = randomBytes(16).toString('hex');
  const timestamp = Math.floor(Date.now() / 1000);
  const sign = md5(messageId + plug.key + timestamp);
  const header = {
    messageId,
    method,
    namespace,
    payloadVersion: 1,
    from: '/app/bench',
    timestamp,
    timestampMs: 0,
    sign,
  };
  const text = JSON.stringify({ header, payload });
  const body = plug.aesKey === undefined ? text : encrypt(text, plug.aesKey);
  const [hostname, port = 80] = plug.host.split(':');
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request({ hostname, port, path: '/config', method: 'POST', headers, agent: false }, reply => {
      let received = '';
      reply.setEncoding('utf8');
      reply.on('data', piece => (received += piece));
      reply.on('error', reject);
      reply.on('end', () => {
        try {
          const message = JSON.parse(plug.aesKey === undefined ? received : decrypt(received, plug.aesKey));
          if (message.header.method === 'ERROR') throw new Error(JSON.stringify(message.payload));
          resolve(message.payload);
        } catch (error) {
          reject(error);
        }
      });
    });
    if (timeoutMs !== undefined) sent.setTimeout(timeoutMs, () => sent.destroy(new Error('timeout')));
    sent.on('error', reject);
    sent.end(body);
  });
}
