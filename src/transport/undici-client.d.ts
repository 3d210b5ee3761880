/** The file of undici's client, which has no types of its own. */
declare module 'undici/lib/dispatcher/client.js' {
  import type { Client as UndiciClient } from 'undici';
  const Client: typeof UndiciClient;
  export default Client;
}
