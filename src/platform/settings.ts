import { resolve } from 'node:path';
import { z } from 'zod';
import { placesIn } from './database/way.ts';

/** Where mail is taken: `smtp://127.0.0.1:2525` or `lmtp://127.0.0.1:2424`. */
export type MailListen = { protocol: 'smtp' | 'lmtp'; host: string; port: number };

/** What the operator decides, read once at the start. README names each variable. */
export type Settings = {
  port: number;
  host: string;
  /** The address that links in mails begin with; no slash at its end. */
  baseUrl: string;
  home: string;
  /** One server, or several as libpq writes them, of which one takes what is written. */
  databaseUrl: string | undefined;
  smtpUrl: string | undefined;
  mailFrom: string;
  /** Who sends invitations, if that is another address than the one that sends everything else. */
  invitationsFrom: string;
  /** The domain whose mail comes to us; without one, calendars and bounces have nowhere to answer to. */
  mailDomain: string | undefined;
  /** How many mails a minute go to one domain. */
  mailPace: number;
  dkim: { domain: string; selector: string; keyFile: string } | undefined;
  /** Where mail is taken from the mail server beside us, if at all. */
  mailListen: MailListen | undefined;
  role: 'all' | 'web' | 'worker';
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  /** How many proxies stand before us, each of which adds to X-Forwarded-For whom it served. */
  trustedProxies: number;
  /** Who is responsible for what is kept here: a name and how to reach them, shown on /privacy. */
  contact: string | undefined;
};

/** A setting that cannot be used; the message is a sentence that names it. */
export class SettingsError extends Error {}

const sentences = {
  PORT: 'PORT must be a whole number from 0 to 65535.',
  HOST: 'HOST must be a host name or an IP address, for example 127.0.0.1.',
  BASE_URL: 'BASE_URL must be a web address without a path, for example https://bunting.example.org.',
  BUNTING_HOME: 'BUNTING_HOME must be a folder.',
  DATABASE_URL:
    'DATABASE_URL must look like postgres://user:password@host:5432/bunting, or name several hosts: host:5432,other:5432.',
  SMTP_URL: 'SMTP_URL must look like smtp://user:password@host:587.',
  MAIL_FROM: 'MAIL_FROM must be a mail address, for example "Bunting <bunting@example.org>".',
  MAIL_FROM_INVITATIONS:
    'MAIL_FROM_INVITATIONS must be a mail address, for example "Bunting <invite@invite.example.org>".',
  MAIL_PACE: 'MAIL_PACE must be a whole number of mails a minute, from 1 to 100000.',
  DKIM: 'DKIM must name a domain, a selector and a file with the key, for example example.org:bunting:/etc/bunting/dkim.pem.',
  MAIL_DOMAIN:
    'MAIL_DOMAIN must be a domain whose mail comes to Bunting, for example in.bunting.example.org.',
  MAIL_LISTEN: 'MAIL_LISTEN must look like smtp://127.0.0.1:2525 or lmtp://127.0.0.1:2424.',
  ROLE: 'ROLE must be all, web or worker.',
  LOG_LEVEL: 'LOG_LEVEL must be fatal, error, warn, info, debug or silent.',
  CONTACT:
    'CONTACT must be a name and an address in one line, for example "Oak Primary, privacy@oak.example".',
  TRUSTED_PROXIES: 'TRUSTED_PROXIES must be a whole number from 0 to 9.',
};

const sender = z.string().regex(/^(?:[^\s@<>]+@[^\s@<>]+|[^<>\r\n]*<[^\s@<>]+@[^\s@<>]+>)$/);

const schema = z.object({
  PORT: z.string().regex(/^\d+$/).transform(Number).pipe(z.number().max(65_535)).default(3000),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/)
    .default('127.0.0.1'),
  BASE_URL: z
    .string()
    .transform((text) => text.replace(/\/+$/, ''))
    .refine(isOrigin)
    .optional(),
  BUNTING_HOME: z.string().default('data'),
  DATABASE_URL: z
    .string()
    .refine((text) =>
      placesIn(text).every((place) => hasScheme(place.connectionString, 'postgres:', 'postgresql:')),
    )
    .optional(),
  SMTP_URL: z
    .string()
    .refine((text) => hasScheme(text, 'smtp:', 'smtps:'))
    .optional(),
  MAIL_FROM: sender.default('Bunting <bunting@localhost>'),
  MAIL_FROM_INVITATIONS: sender.optional(),
  MAIL_PACE: z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(1).max(100_000)).default(120),
  DKIM: z
    .string()
    .regex(/^[\w.-]+:[\w.-]+:.+$/)
    .transform(readDkim)
    .optional(),
  MAIL_DOMAIN: z
    .string()
    .max(190)
    .regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i)
    .transform((text) => text.toLowerCase())
    .optional(),
  MAIL_LISTEN: z.string().transform(asListen).optional(),
  ROLE: z.enum(['all', 'web', 'worker']).default('all'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('warn'),
  CONTACT: z
    .string()
    .regex(/^[^\r\n]{3,300}$/)
    .optional(),
  TRUSTED_PROXIES: z.string().regex(/^\d$/).transform(Number).default(0),
});

/** The names of all that an operator can set. */
export const settingNames: readonly string[] = Object.keys(schema.shape);

/** Reads the environment; an empty variable counts as absent. Errors: `SettingsError`. */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const read = schema.safeParse(given);
  if (!read.success) throw new SettingsError(sentenceFor(read.error));
  const { PORT, HOST, BASE_URL, BUNTING_HOME, DATABASE_URL, SMTP_URL, MAIL_FROM, ROLE, LOG_LEVEL } =
    read.data;
  const { TRUSTED_PROXIES, MAIL_DOMAIN, MAIL_LISTEN, MAIL_FROM_INVITATIONS, MAIL_PACE, DKIM } = read.data;
  const baseUrl = BASE_URL ?? `http://${nameOf(HOST)}:${PORT}`;
  if (baseUrl.startsWith('http:') && !isLoopback(new URL(baseUrl).hostname))
    throw new SettingsError(
      'BASE_URL must begin with https:// unless it is this machine itself: without it browsers keep no cookie of ours.',
    );
  if (MAIL_LISTEN !== undefined && MAIL_DOMAIN === undefined)
    throw new SettingsError('MAIL_LISTEN needs MAIL_DOMAIN: without it no mail is for Bunting.');
  return {
    port: PORT,
    host: HOST,
    baseUrl,
    home: resolve(BUNTING_HOME),
    databaseUrl: DATABASE_URL,
    smtpUrl: SMTP_URL,
    mailFrom: MAIL_FROM,
    invitationsFrom: MAIL_FROM_INVITATIONS ?? MAIL_FROM,
    mailDomain: MAIL_DOMAIN,
    mailPace: MAIL_PACE,
    dkim: DKIM,
    mailListen: MAIL_LISTEN,
    role: ROLE,
    logLevel: LOG_LEVEL,
    trustedProxies: TRUSTED_PROXIES,
    contact: read.data.CONTACT,
  };
}

/** Whoever asks for https stands behind a proxy, for Bunting speaks no TLS: not to know it makes one visitor of all families. */
export function isBlindToFamilies({ baseUrl, trustedProxies }: Settings): boolean {
  return baseUrl.startsWith('https:') && trustedProxies === 0;
}

function readDkim(text: string): { domain: string; selector: string; keyFile: string } {
  const [domain = '', selector = '', ...file] = text.split(':');
  return { domain, selector, keyFile: file.join(':') };
}

// Who listens everywhere is reached here as this machine.
function nameOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** Whether only this machine can reach the host. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function sentenceFor(error: z.ZodError): string {
  const names = new Set(error.issues.map((issue) => issue.path[0]));
  return Object.entries(sentences)
    .filter(([name]) => names.has(name))
    .map(([, sentence]) => sentence)
    .join(' ');
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.origin === text.toLowerCase();
}

function asListen(text: string, context: z.RefinementCtx): MailListen {
  const [, protocol, host = '', port = ''] =
    /^(smtp|lmtp):\/\/([\w.-]+|\[[0-9a-f:]+\]):(\d{1,5})\/?$/i.exec(text) ?? [];
  if (protocol === undefined || Number(port) > 65_535) {
    context.addIssue({ code: 'custom' });
    return z.NEVER;
  }
  const name = host.replace(/^\[|\]$/g, '');
  return { protocol: protocol.toLowerCase() === 'lmtp' ? 'lmtp' : 'smtp', host: name, port: Number(port) };
}

function hasScheme(text: string | undefined, ...schemes: string[]): boolean {
  const url = URL.parse(text ?? '');
  return url !== null && schemes.includes(url.protocol);
}
