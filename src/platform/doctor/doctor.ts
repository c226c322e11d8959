import { Resolver } from 'node:dns/promises';
import { createTransport } from 'nodemailer';
import type pg from 'pg';
import type { Clock } from '../../kernel/time.ts';
import { domainOf } from '../mail/addresses.ts';
import { addressIn } from '../mail/mailer.ts';
import { isBlindToFamilies, type Settings } from '../settings.ts';
import { bad, good, unsure, type Finding } from './finding.ts';
import { lookAtBaseUrl, lookAtDatabase, lookAtQueue } from './machine.ts';
import {
  lookAtAlignment,
  lookAtDkim,
  lookAtDmarc,
  lookAtExchange,
  lookAtReverse,
  lookAtSpf,
  type Names,
} from './names.ts';

export type Patient = {
  settings: Settings;
  /** The owner's way to the database; null when it is not there. */
  owner: pg.Pool | null;
  dkimKey: string | null;
  names: Names;
  clock: Clock;
};

/** Looks at all that must be right for mail to arrive and answers to last; changes nothing. */
export async function examine({ settings, owner, dkimKey, names, clock }: Patient): Promise<Finding[]> {
  return [
    ...(owner
      ? await lookAtDatabase(owner, clock)
      : [bad('Database', 'It cannot be reached: start Bunting, or mend DATABASE_URL.')]),
    ...(await lookAtBaseUrl(settings.baseUrl, clock)),
    ...lookAtProxies(settings),
    ...(await lookAtMail(settings, dkimKey, names)),
    ...(owner ? await lookAtQueue(owner, clock).catch(() => []) : []),
  ];
}

function lookAtProxies(settings: Settings): Finding[] {
  const what = 'Proxies';
  if (isBlindToFamilies(settings))
    return [
      bad(
        what,
        'All families are one visitor, and hold each other back: set TRUSTED_PROXIES to the number of proxies that add to X-Forwarded-For.',
      ),
    ];
  return [good(what, `${settings.trustedProxies} are believed about whom they serve.`)];
}

async function lookAtMail(settings: Settings, dkimKey: string | null, names: Names): Promise<Finding[]> {
  const { smtpUrl, mailFrom, invitationsFrom, mailDomain, dkim } = settings;
  if (smtpUrl === undefined)
    return [unsure('SMTP', 'Mail stays on the mailbox page: set SMTP_URL to the server that sends it.')];
  const senders = [...new Set([mailFrom, invitationsFrom].map((from) => domainOf(addressIn(from))))];
  const findings = [
    lookAtSmtp(smtpUrl),
    ...senders.flatMap((domain) => [
      lookAtDmarc(names, domain),
      lookAtAlignment(domain, { spf: mailDomain ?? domain, dkim: dkim?.domain ?? null }),
    ]),
    ...(mailDomain === undefined ? senders : [mailDomain]).map((domain) => lookAtSpf(names, domain)),
    dkim && dkimKey !== null
      ? lookAtDkim(names, { ...dkim, privateKey: dkimKey })
      : unsure('DKIM', 'Bunting signs nothing: set DKIM, unless the server behind SMTP_URL signs for you.'),
    mailDomain === undefined
      ? unsure('Incoming mail', 'Answers from calendars and bounces come to nobody: set MAIL_DOMAIN.')
      : lookAtExchange(names, mailDomain),
    lookAtReverse(names, new URL(smtpUrl).hostname),
  ];
  return Promise.all(findings.map((finding) => Promise.resolve(finding).catch(unanswered)));
}

function unanswered(error: unknown): Finding {
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return unsure('DNS', `It does not answer${code}: nothing can be said of this from here.`);
}

async function lookAtSmtp(url: string): Promise<Finding> {
  const what = `SMTP at ${new URL(url).host}`;
  const transport = createTransport({ url, connectionTimeout: 10_000, greetingTimeout: 10_000 });
  try {
    await transport.verify();
    return good(what, 'It answers, and takes our login.');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    return bad(what, `It does not take us (${code}): look at SMTP_URL, its port and its password.`);
  } finally {
    transport.close();
  }
}

/** The DNS of this machine. */
export function systemNames(): Names {
  const resolver = new Resolver({ timeout: 5000, tries: 2 });
  const orNone = <Value>(asked: Promise<Value[]>): Promise<Value[]> =>
    asked.catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && ['ENODATA', 'ENOTFOUND'].includes(String(error.code)))
        return [];
      throw error;
    });
  return {
    texts: async (name) => (await orNone(resolver.resolveTxt(name))).map((parts) => parts.join('')),
    exchanges: async (name) => (await orNone(resolver.resolveMx(name))).map(({ exchange }) => exchange),
    addresses: async (name) =>
      /^[\d.]+$|:/.test(name)
        ? [name]
        : [...(await orNone(resolver.resolve4(name))), ...(await orNone(resolver.resolve6(name)))],
    names: (address) => orNone(resolver.reverse(address)),
  };
}
