/**
 * Solves a challenge of ALTCHA's (version 2, PBKDF2) in the browser by Web Crypto, without a worker or a style of its
 * own: the keys are derived outside the page's thread. Gives back what a form sends, base64 of ALTCHA's JSON. Errors:
 * where there is no Web Crypto (a page without TLS), or when nothing is found.
 */
export async function solve(json: string): Promise<string> {
  const begun = performance.now();
  const challenge: Challenge = JSON.parse(json);
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters;
  const head = bytesOf(nonce);
  const password = new Uint8Array(head.length + 4);
  password.set(head);
  const derive = { name: 'PBKDF2', hash: 'SHA-256', salt: bytesOf(salt), iterations: cost };
  for (let counter = 0; counter < mostTries; counter += 1) {
    new DataView(password.buffer).setUint32(head.length, counter);
    const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
    const derivedKey = hexOf(await crypto.subtle.deriveBits(derive, key, keyLength * 8));
    if (!derivedKey.startsWith(keyPrefix)) continue;
    const time = Math.round(performance.now() - begun);
    return btoa(JSON.stringify({ challenge, solution: { counter, derivedKey, time } }));
  }
  throw new Error('The challenge has no solution.');
}

type Challenge = {
  parameters: { nonce: string; salt: string; cost: number; keyLength: number; keyPrefix: string };
  signature: string;
};

const mostTries = 100_000;

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function hexOf(buffer: ArrayBuffer): string {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
