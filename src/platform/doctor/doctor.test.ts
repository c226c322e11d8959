import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openPost } from '../../../test/post.ts';
import { openWorld } from '../../../test/world.ts';
import { readSettings } from '../settings.ts';
import { examine } from './doctor.ts';
import type { Names } from './names.ts';
import { lookAtAlignment, lookAtDkim, lookAtDmarc, lookAtReverse, lookAtSpf } from './names.ts';

type Zone = Record<string, string[]>;

function zoneOf(texts: Zone, rest: Partial<Record<'exchanges' | 'addresses' | 'names', Zone>> = {}): Names {
  const from =
    (zone: Zone = {}) =>
    async (name: string) =>
      zone[name] ?? [];
  return {
    texts: from(texts),
    exchanges: from(rest.exchanges),
    addresses: from(rest.addresses),
    names: from(rest.names),
  };
}

const pair = (bits: number) =>
  generateKeyPairSync('rsa', {
    modulusLength: bits,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'der' },
  });

describe('the doctor', () => {
  it.each([
    ['none', [], 'bad'],
    ['two', ['v=spf1 -all', 'v=spf1 mx -all'], 'bad'],
    ['one that lets everybody', ['v=spf1 mx +all'], 'bad'],
    ['one that lets everybody without saying plus', ['v=spf1 all'], 'bad'],
    ['one', ['google-site-verification=x', 'v=spf1 mx -all'], 'good'],
  ])('looks at SPF: %s', async (_name, texts, state) => {
    expect((await lookAtSpf(zoneOf({ 'a.example': texts }), 'a.example')).state).toBe(state);
  });

  it('looks whether the key that signs is the one that is published', async () => {
    const { privateKey, publicKey } = pair(2048);
    const p = publicKey.toString('base64');
    const at = { domain: 'a.example', selector: 'post', privateKey };
    const look = async (texts: string[], key = privateKey) =>
      (await lookAtDkim(zoneOf({ 'post._domainkey.a.example': texts }), { ...at, privateKey: key })).state;
    expect(await look([`v=DKIM1; k=rsa; p=${p}`])).toBe('good');
    expect(await look([])).toBe('bad');
    expect(await look([`v=DKIM1; p=${pair(2048).publicKey.toString('base64')}`])).toBe('bad');
    expect(await look([`v=DKIM1; p=${p}`], 'no key')).toBe('bad');
    const small = pair(1024);
    expect(await look([`p=${small.publicKey.toString('base64')}`], small.privateKey)).toBe('unsure');
  });

  it('looks at DMARC, also of the domain above', async () => {
    const zone = zoneOf({
      '_dmarc.a.example': ['v=DMARC1; p=none'],
      '_dmarc.b.example': ['v=DMARC1; rua=x'],
    });
    expect((await lookAtDmarc(zone, 'invite.a.example')).state).toBe('good');
    expect((await lookAtDmarc(zone, 'invite.in.a.example')).state).toBe('good');
    expect((await lookAtDmarc(zone, 'b.example')).state).toBe('bad');
    expect((await lookAtDmarc(zone, 'c.example')).state).toBe('bad');
  });

  it('looks whether bounces or signature stand for the sender', () => {
    expect(lookAtAlignment('a.example', { spf: 'in.a.example', dkim: null }).state).toBe('good');
    expect(lookAtAlignment('a.example', { spf: 'b.example', dkim: 'a.example' }).state).toBe('good');
    expect(lookAtAlignment('a.example', { spf: 'nota.example', dkim: null }).state).toBe('bad');
  });

  it('looks whether the name of the server leads back to it', async () => {
    const addresses = { 'mail.a.example': ['203.0.113.5'], 'lan.a.example': ['10.0.0.2'] };
    const names = { '203.0.113.5': ['mail.a.example'] };
    expect((await lookAtReverse(zoneOf({}, { addresses, names }), 'mail.a.example')).state).toBe('good');
    expect((await lookAtReverse(zoneOf({}, { addresses }), 'mail.a.example')).state).toBe('bad');
    expect((await lookAtReverse(zoneOf({}, { addresses }), 'lan.a.example')).state).toBe('unsure');
  });

  it('sees that families behind a proxy would be one visitor', async () => {
    const look = async (environment: Record<string, string>) => {
      const settings = readSettings({ BASE_URL: 'https://bunting.invalid', ...environment });
      const patient = {
        settings,
        owner: null,
        dkimKey: null,
        names: zoneOf({}),
        clock: () => Temporal.Now.instant(),
      };
      return (await examine(patient)).find(({ what }) => what === 'Proxies')?.state;
    };
    expect(await look({})).toBe('bad');
    expect(await look({ TRUSTED_PROXIES: '1' })).toBe('good');
  });

  it('examines a whole Bunting, says what to change, and goes on where the DNS is dumb', async () => {
    const post = await openPost();
    const world = await openWorld({ smtpUrl: post.url });
    const settings = readSettings({
      SMTP_URL: post.url,
      MAIL_FROM: 'hello@a.example',
      MAIL_DOMAIN: 'in.a.example',
    });
    const patient = { settings, owner: world.owner, dkimKey: null, clock: () => Temporal.Now.instant() };
    const zone = zoneOf(
      { 'in.a.example': ['v=spf1 mx -all'], '_dmarc.a.example': ['v=DMARC1; p=none'] },
      { exchanges: { 'in.a.example': ['mail.a.example'] } },
    );
    const findings = await examine({ ...patient, names: zone });
    expect(findings.filter(({ state }) => state === 'bad').map(({ what }) => what)).toEqual([
      // The tests' own server does not wait for the disk, and has no name.
      'Database',
      'Reverse DNS of 127.0.0.1',
    ]);
    const dumb = async (): Promise<never> =>
      Promise.reject(Object.assign(new Error('x'), { code: 'ETIMEOUT' }));
    const names = { texts: dumb, exchanges: dumb, addresses: dumb, names: dumb };
    const without = await examine({ ...patient, names });
    expect(without.filter(({ what }) => what === 'DNS')).toHaveLength(4);
    const nowhere = { ...settings, smtpUrl: 'smtp://127.0.0.1:1' };
    expect(await examine({ ...patient, settings: nowhere, owner: null, names })).toContainEqual({
      what: 'SMTP at 127.0.0.1:1',
      state: 'bad',
      says: 'It does not take us (ESOCKET): look at SMTP_URL, its port and its password.',
    });
  });
});
