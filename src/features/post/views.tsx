import { listInWords, momentInWords } from '../../platform/language/dates.ts';
import type { Say } from '../../platform/language/say.ts';
import { Said } from '../../ui/said.tsx';
import { wordsFirst, type FamilyMessage } from './rules.ts';

/** Whose it is and what, by its kind. */
export const messageHeads = {
  words: 'post.writes',
  another_time: 'post.another_time',
  handed_on: 'post.handed_on',
  stranger: 'post.stranger',
} as const;

export function proposedInWords(say: Say, { proposedAt }: FamilyMessage, zone: string): string | null {
  return proposedAt && say.plain('post.proposed', { when: momentInWords(proposedAt, zone, say.language) });
}

type Props = { say: Say; messages: readonly FamilyMessage[]; zone: string };

// As many as a host takes in at a look.
const shown = 3;

/** What families wrote, on the host's page, words first; nothing while nobody has. */
export function MessagesPart({ say, messages, zone }: Props) {
  if (messages.length === 0) return null;
  const sorted = wordsFirst(messages);
  const older = sorted.slice(shown);
  return (
    <section class="card messages">
      <h2>{say('post.title')}</h2>
      <Messages say={say} messages={sorted.slice(0, shown)} zone={zone} />
      {older.length > 0 ? (
        <details>
          <summary>{say('post.older', { count: older.length })}</summary>
          <Messages say={say} messages={older} zone={zone} />
        </details>
      ) : null}
    </section>
  );
}

function Messages({ say, messages, zone }: Props) {
  return (
    <ul class="rows">
      {messages.map((message) => (
        <li>
          <Message say={say} message={message} zone={zone} />
        </li>
      ))}
    </ul>
  );
}

function Message({ say, message, zone }: { say: Say; message: FamilyMessage; zone: string }) {
  const { kind, children, words, at } = message;
  const proposed = proposedInWords(say, message, zone);
  return (
    <>
      <p>
        <strong>
          <Said say={say} of={messageHeads[kind]} words={{ child: listInWords(children, say.language) }} />
        </strong>
        <br />
        <span class="soft small">{momentInWords(at, zone, say.language)}</span>
      </p>
      {proposed ? <p>{proposed}</p> : null}
      {words ? (
        <blockquote class="keep-lines" dir="auto">
          {words}
        </blockquote>
      ) : null}
      {kind === 'words' ? null : (
        <p class="soft small">{say(kind === 'stranger' ? 'post.ask_family' : 'post.nothing_set')}</p>
      )}
    </>
  );
}

/** What stands beside a child on the guest list, when something came by mail for one of its envelopes. */
export function wroteInWords(
  say: Say,
  messages: readonly FamilyMessage[],
  envelopes: readonly string[],
): string[] {
  const kinds = new Set(
    messages.filter(({ envelope }) => envelopes.includes(envelope)).map(({ kind }) => kind),
  );
  return [
    ...(kinds.has('words') ? [say('post.wrote')] : []),
    ...(kinds.has('another_time') ? [say('post.wants_another_time')] : []),
    ...(kinds.has('handed_on') || kinds.has('stranger') ? [say('post.please_ask')] : []),
  ];
}
