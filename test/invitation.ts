import { alone, type Answer, type Invitation, type Said } from '../src/features/answer/rules.ts';

export const now = Temporal.Instant.from('2026-12-04T12:00:00Z');
export const startsAt = Temporal.Instant.from('2026-12-12T15:00:00Z');

export function answer(says: Said, more: Partial<Answer> = {}): Answer {
  return {
    says,
    food: '',
    askAgainOn: null,
    enteredBy: 'family',
    at: now,
    revision: 0,
    anotherTime: false,
    ...more,
  };
}

/** An invitation to Ellie’s party that a family has answered so, child by child. */
export function invitation(answers: (Answer | null)[], quiet = false, revision = 0): Invitation {
  return {
    party: {
      id: 'party',
      circle: 'circle',
      families: ['ellies'],
      hosts: [{ id: 'ellie', name: 'Ellie' }],
      uid: 'uid',
      revision,
      sequence: revision,
      plan: {
        kind: 'birthday',
        title: 'Ellie is turning five',
        startsAt,
        endsAt: startsAt.add({ hours: 2 }),
        zone: 'Europe/London',
        area: 'Maple Street',
        address: '12 Maple Street',
        greeting: '',
        pattern: 'plain',
        grownUps: 2,
        staying: 'either',
        setting: 'indoors',
        overnight: false,
        presents: 'none',
        presentsNote: '',
        answerBy: null,
      },
      sentAt: now,
      postedAt: now,
      cancelledAt: null,
    },
    whole: true,
    family: 'lukas',
    language: null,
    invited: answers.map((one, place) => ({ child: { id: `${place}`, name: `Child${place}` }, answer: one })),
    company: alone,
    channel: 'mail',
    ownAddress: 'known',
    seenRevision: 0,
    askedRevision: 0,
    past: [],
    quiet,
  };
}
