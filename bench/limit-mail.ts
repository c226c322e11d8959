import { createTransport } from 'nodemailer';

/** The least that can be done for a notice: a pool that sends finished letters. */
export type LimitMail = {
  /** Of the mail server. */
  smtp: string;
  mails: number;
  letter: { subject: string; text: string; html: string; calendar: string };
};

process.once('message', ({ smtp, mails, letter }: LimitMail) => {
  process.on('disconnect', () => process.exit(0));
  process.on('message', () => void send());
  const send = async (): Promise<void> => {
    const pool = createTransport({ url: smtp, pool: true, maxConnections: 5, maxMessages: 100 });
    const { subject, text, html, calendar: content } = letter;
    const icalEvent = { method: 'REQUEST', content, filename: 'party.ics' };
    const begun = performance.now();
    await Promise.all(
      Array.from({ length: mails }, (_, place) =>
        pool.sendMail({
          from: 'bench@bunting.example',
          to: `g${place}@families.example`,
          subject,
          text,
          html,
          icalEvent,
        }),
      ),
    );
    process.send?.(performance.now() - begun);
    pool.close();
  };
  process.send?.('up');
});
