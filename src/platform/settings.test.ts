import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isLoopback, readSettings, SettingsError } from './settings.ts';

describe('the settings', () => {
  it('have a default each, for a machine on which nothing is set', () => {
    const settings = readSettings({});
    expect(settings).toEqual({
      port: 3000,
      host: '127.0.0.1',
      baseUrl: 'http://127.0.0.1:3000',
      home: resolve('data'),
      databaseUrl: undefined,
      smtpUrl: undefined,
      mailFrom: expect.stringContaining('@'),
      invitationsFrom: expect.stringContaining('@'),
      mailDomain: undefined,
      mailListen: undefined,
      mailPace: 120,
      dkim: undefined,
      role: 'all',
      logLevel: 'warn',
      trustedProxies: 0,
    });
    const names = [
      'PORT',
      'HOST',
      'BASE_URL',
      'BUNTING_HOME',
      'DATABASE_URL',
      'SMTP_URL',
      'MAIL_FROM',
      'MAIL_FROM_INVITATIONS',
      'MAIL_DOMAIN',
      'MAIL_LISTEN',
      'MAIL_PACE',
      'DKIM',
      'ROLE',
      'LOG_LEVEL',
      'TRUSTED_PROXIES',
    ];
    expect(readSettings(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(settings);
    expect(readSettings({ SHELL: '/bin/sh', NODE_ENV: 'production' })).toEqual(settings);
  });

  it.each([
    ['PORT', ['abc', '-1', '65536', '80.5', '3000 ', '0x50']],
    ['HOST', ['two words', 'http://host', 'a/b']],
    [
      'BASE_URL',
      [
        'bunting.example',
        'ftp://bunting.example',
        'https://bunting.example/path',
        'https://u:p@bunting.example',
        'https://b.example?x',
      ],
    ],
    ['DATABASE_URL', ['localhost', 'mysql://localhost/bunting', 'postgres']],
    ['SMTP_URL', ['mail.example', 'http://mail.example']],
    ['MAIL_FROM_INVITATIONS', ['Bunting', 'a@b.de\r\nBcc: c@d.de']],
    ['MAIL_DOMAIN', ['a b', 'in.example.org/x', 'x'.repeat(200), '@example.org']],
    ['MAIL_PACE', ['0', '-1', '1.5', 'fast', '1000000']],
    ['DKIM', ['example.org', 'example.org:bunting', ':bunting:key.pem']],
    ['MAIL_FROM', ['Bunting', 'Bunting <>', 'a@b@c <x', 'Bunting <a@b.de>\r\nBcc: c@d.de']],
    ['ROLE', ['both', 'ALL']],
    ['LOG_LEVEL', ['loud', 'trace ']],
    ['TRUSTED_PROXIES', ['-1', '10', 'yes', '1.5', ' 1']],
  ])('that are wrong end the start with a sentence that names %s', (name, values) => {
    for (const value of values) {
      const reading = (): unknown => readSettings({ [name]: value });
      expect(reading, value).toThrow(SettingsError);
      expect(reading, value).toThrow(new RegExp(`^${name} must .*\\.$`));
    }
  });

  it('that are wrong are not repeated, for a password may stand in them', () => {
    for (const name of ['DATABASE_URL', 'SMTP_URL'])
      expect(() => readSettings({ [name]: 'http://user:hunter2@host' })).toThrow(/^(?!.*hunter2)/s);
  });

  it('that are wrong together are named together', () => {
    expect(() => readSettings({ PORT: 'x', ROLE: 'x' })).toThrow(/PORT must .* ROLE must/);
  });

  it.each([
    [{ BASE_URL: 'https://bunting.example/' }, 'https://bunting.example'],
    [{ BASE_URL: 'https://bunting.example:8443' }, 'https://bunting.example:8443'],
    [{ BASE_URL: 'http://localhost:3000' }, 'http://localhost:3000'],
    [{ BASE_URL: 'http://[::1]:3000' }, 'http://[::1]:3000'],
    [{ PORT: '8080' }, 'http://127.0.0.1:8080'],
    [{ HOST: '::1' }, 'http://[::1]:3000'],
  ])('%j give links that begin with %s', (given, baseUrl) => {
    expect(readSettings(given).baseUrl).toBe(baseUrl);
  });

  it.each(['http://bunting.example', 'http://192.168.0.5:3000', 'http://127.0.0.1.evil.example'])(
    'refuse %s, where browsers would keep no cookie of ours',
    (address) => {
      expect(() => readSettings({ BASE_URL: address })).toThrow(/^BASE_URL must begin with https:/);
    },
  );

  it.each([
    ['127.0.0.1', true],
    ['127.8.9.1', true],
    ['localhost', true],
    ['::1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.168.0.1', false],
    ['127.0.0.1.evil.example', false],
    ['localhost.evil.example', false],
  ])('know of %s whether only this machine can reach it: %s', (host, alone) => {
    expect(isLoopback(host)).toBe(alone);
  });

  it('take mail where MAIL_LISTEN says, for a domain of ours', () => {
    const listening = (MAIL_LISTEN: string) =>
      readSettings({ MAIL_LISTEN, MAIL_DOMAIN: 'in.bunting.example' }).mailListen;
    expect(listening('smtp://127.0.0.1:2525')).toEqual({ protocol: 'smtp', host: '127.0.0.1', port: 2525 });
    expect(listening('LMTP://[::1]:2424')).toEqual({ protocol: 'lmtp', host: '::1', port: 2424 });
    expect(readSettings({}).mailListen).toBeUndefined();
    for (const wrong of ['2525', 'smtp://127.0.0.1', 'http://a:1', 'smtp://a:99999', 'smtp://a:1/b'])
      expect(() => listening(wrong)).toThrow(/^MAIL_LISTEN must/);
    expect(() => readSettings({ MAIL_LISTEN: 'smtp://127.0.0.1:2525' })).toThrow(
      /^MAIL_LISTEN needs MAIL_DOMAIN/,
    );
  });
});
