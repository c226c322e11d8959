import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** How it behaves, where a test wants it to be wrong. */
export type Quirks = {
  origin?: string;
  rpId?: string;
  /** Nobody showed a finger, a face or a code. */
  unverified?: boolean;
  challenge?: string;
  /** Counts from here on instead of one up. */
  counter?: number;
};

const flags = { present: 0x01, verified: 0x04, eligible: 0x08, backedUp: 0x10, attested: 0x40 };

/**
 * An authenticator in software (W3C Web Authentication, level 3): one discoverable ES256 credential, attestation `none`,
 * its CBOR (RFC 8949) and COSE (RFC 9053) made by hand, so that nothing of the library that checks it has a part in it.
 */
export class Authenticator {
  readonly id = randomBytes(32).toString('base64url');
  readonly #key: { publicKey: KeyObject; privateKey: KeyObject } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  });
  readonly #origin: string;
  #counter = 0;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Answers `navigator.credentials.create` as `toJSON` writes it. */
  make(options: { challenge: string; rp: { id?: string } }, quirks: Quirks = {}): string {
    const data = this.#data(options.rp.id ?? '', flags.attested, quirks, [
      Buffer.alloc(16),
      bytesOf(Buffer.from(this.id, 'base64url').length, 2),
      Buffer.from(this.id, 'base64url'),
      this.#cose(),
    ]);
    const attestationObject = Buffer.concat([
      Buffer.from([0xa3]),
      text('fmt'),
      text('none'),
      text('attStmt'),
      Buffer.from([0xa0]),
      text('authData'),
      byteString(data),
    ]);
    return this.#answer({
      clientDataJSON: this.#client('webauthn.create', options.challenge, quirks).toString('base64url'),
      attestationObject: attestationObject.toString('base64url'),
      transports: ['internal', 'hybrid'],
    });
  }

  /** Answers `navigator.credentials.get`. */
  use(options: { challenge: string; rpId?: string }, quirks: Quirks = {}): string {
    const client = this.#client('webauthn.get', options.challenge, quirks);
    const data = this.#data(options.rpId ?? '', 0, quirks);
    const hash = createHash('sha256').update(client).digest();
    const signature = sign('sha256', Buffer.concat([data, hash]), this.#key.privateKey);
    return this.#answer({
      clientDataJSON: client.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: signature.toString('base64url'),
    });
  }

  #answer(response: object): string {
    const { id } = this;
    return JSON.stringify({ id, rawId: id, type: 'public-key', clientExtensionResults: {}, response });
  }

  #client(type: string, challenge: string, quirks: Quirks): Buffer {
    const origin = quirks.origin ?? this.#origin;
    return Buffer.from(
      JSON.stringify({ type, challenge: quirks.challenge ?? challenge, origin, crossOrigin: false }),
    );
  }

  #data(rpId: string, more: number, quirks: Quirks, attested: Buffer[] = []): Buffer {
    this.#counter = quirks.counter ?? this.#counter + 1;
    const verified = quirks.unverified ? 0 : flags.verified;
    const all = flags.present | flags.eligible | flags.backedUp | verified | more;
    const hash = createHash('sha256')
      .update(quirks.rpId ?? rpId)
      .digest();
    return Buffer.concat([hash, Buffer.from([all]), bytesOf(this.#counter, 4), ...attested]);
  }

  // {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
  #cose(): Buffer {
    const { x = '', y = '' } = this.#key.publicKey.export({ format: 'jwk' });
    return Buffer.concat([
      Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
      byteString(Buffer.from(x, 'base64url')),
      Buffer.from([0x22]),
      byteString(Buffer.from(y, 'base64url')),
    ]);
  }
}

function bytesOf(number: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(number, 0, length);
  return bytes;
}

function text(words: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 + words.length]), Buffer.from(words)]);
}

function byteString(bytes: Buffer): Buffer {
  const head =
    bytes.length < 256 ? Buffer.from([0x58, bytes.length]) : Buffer.from([0x59, ...bytesOf(bytes.length, 2)]);
  return Buffer.concat([head, bytes]);
}
