import { relyingParty } from '../src/platform/web/passkey.ts';
import { Authenticator, type Quirks } from './authenticator.ts';
import { signIn } from './people.ts';
import type { Seen, Visitor } from './visitor.ts';
import { origin, type World } from './world.ts';

export function newAuthenticator(): Authenticator {
  return new Authenticator(relyingParty(origin).origin);
}

/** What a browser is asked for, as the client code fetches it. */
export async function askedOf(visitor: Visitor, asking: 'making' | 'using') {
  const { status, html } = await visitor.post('/passkeys/challenges', { asking });
  return { status, options: status === 200 ? JSON.parse(html) : null };
}

export async function makeKey(
  visitor: Visitor,
  authenticator: Authenticator,
  { name = 'My phone', next = '/account' } = {},
  quirks: Quirks = {},
): Promise<Seen> {
  const { options } = await askedOf(visitor, 'making');
  return visitor.post('/passkeys', { answer: authenticator.make(options, quirks), name, next });
}

export async function comeWithKey(
  visitor: Visitor,
  authenticator: Authenticator,
  next = '/account',
  quirks: Quirks = {},
): Promise<Seen> {
  const { options } = await askedOf(visitor, 'using');
  return visitor.post('/passkeys/sessions', { answer: authenticator.use(options, quirks), next });
}

/** Somebody signed in with a passkey of their own, made a moment ago. */
export async function withPasskey(world: World, address: string): Promise<Visitor> {
  const visitor = world.visitor();
  await signIn(world, visitor, address);
  await makeKey(visitor, newAuthenticator());
  return visitor;
}
