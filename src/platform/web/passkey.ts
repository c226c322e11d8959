import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { z } from 'zod';
import { ok, refuse, type Result } from '../../kernel/result.ts';

/**
 * Passkeys (W3C Web Authentication, level 3): what a browser is asked, and what its answer proves. User verification is
 * required both times, attestation never asked for: whose make a key is concerns nobody.
 */

// The library reads certificates of all makers: it is read with the first passkey, not at the start.
const library = () => import('@simplewebauthn/server');

/** EdDSA, ES256 and RS256, by their COSE numbers: what every authenticator of today has one of. */
const algorithms = [-8, -7, -257];

/**
 * Whose passkeys these are: the host of our own address, and the only origin that may use them. A number is no host there
 * (WebAuthn 5.1.2): this machine is `localhost`.
 */
export function relyingParty(baseUrl: string): { id: string; origin: string } {
  const url = new URL(baseUrl);
  if (/^(?:127\.|\[::1\]$)/.test(url.hostname)) url.hostname = 'localhost';
  return { id: url.hostname, origin: url.origin };
}

type Maker = { baseUrl: string; account: string; address: string; known: readonly string[] };

/** What a browser is asked in order to make a passkey that is found without typing a name (a discoverable credential). */
export async function askToMake({
  baseUrl,
  account,
  address,
  known,
}: Maker): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { generateRegistrationOptions } = await library();
  return generateRegistrationOptions({
    rpName: 'Bunting',
    rpID: relyingParty(baseUrl).id,
    userID: new TextEncoder().encode(account),
    userName: address,
    userDisplayName: address,
    attestationType: 'none',
    excludeCredentials: known.map((id) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  });
}

/** What a browser is asked in order to use one: any of ours, whoever's it is. */
export async function askToUse(baseUrl: string): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { generateAuthenticationOptions } = await library();
  return generateAuthenticationOptions({ rpID: relyingParty(baseUrl).id, userVerification: 'required' });
}

export type Made = {
  credential: string;
  publicKey: Buffer;
  counter: number;
  transports: string[];
  backedUp: boolean;
};

type Expected = { baseUrl: string; challenge: string };

/** What a browser made, checked against what it was asked. */
export async function readMade(
  text: string,
  { baseUrl, challenge }: Expected,
): Promise<Result<Made, 'not_proven'>> {
  const response = readJson(madeShape, text);
  if (!response) return refuse('not_proven');
  const { id, origin } = relyingParty(baseUrl);
  const { verifyRegistrationResponse } = await library();
  const read = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
    // What does not fit is thrown, by a name that is for whoever reads code.
  }).catch(() => null);
  if (!read?.verified) return refuse('not_proven');
  const { credential, credentialBackedUp: backedUp } = read.registrationInfo;
  return ok({
    credential: credential.id,
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: response.response.transports ?? [],
    backedUp,
  });
}

/** Which passkey an answer names, before it is checked; null when it is no answer. */
export function namedIn(text: string): string | null {
  return readJson(usedShape, text)?.id ?? null;
}

export type Used = { counter: number; backedUp: boolean };

/** Whether an answer was signed by this passkey just now; the counter of who copied a key gives it away. */
export async function readUsed(
  text: string,
  { baseUrl, challenge }: Expected,
  known: Pick<Made, 'credential' | 'publicKey' | 'counter'>,
): Promise<Result<Used, 'not_proven'>> {
  const response = readJson(usedShape, text);
  if (!response) return refuse('not_proven');
  const { id, origin } = relyingParty(baseUrl);
  const { verifyAuthenticationResponse } = await library();
  const read = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    credential: {
      id: known.credential,
      publicKey: new Uint8Array(known.publicKey),
      counter: known.counter,
    },
  }).catch(() => null);
  if (!read?.verified) return refuse('not_proven');
  const { newCounter: counter, credentialBackedUp: backedUp } = read.authenticationInfo;
  return ok({ counter, backedUp });
}

const base64url = z.string().regex(/^[\w-]{1,8000}$/);
const shape = {
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  clientExtensionResults: z.object({}).default({}),
};

const madeShape = z.object({
  ...shape,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z
      .array(z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']))
      .max(10)
      .catch([])
      .default([]),
  }),
});

const usedShape = z.object({
  ...shape,
  response: z.object({ clientDataJSON: base64url, authenticatorData: base64url, signature: base64url }),
});

function readJson<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> | null {
  if (text.length > 20_000) return null;
  try {
    const read = schema.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
