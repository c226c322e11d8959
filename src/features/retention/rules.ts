/**
 * The day on which the rows of a table die, as a condition in SQL with `$1` for now; and why they are there at all. With a
 * `column` it is that one alone, which dies before its row and is emptied.
 */
export type Rule = { table: string; column?: string; purpose: string; dies: string; when?: string };

const weekAfterParty = "p.ends_at < $1::timestamptz - interval '7 days'";
const ofOldParty = `(circle_id, party_id) in (select p.circle_id, p.id from party p where ${weekAfterParty})`;
const ofOldEnvelope = `(circle_id, envelope_id) in (select e.circle_id, e.id from envelope e join party p on p.circle_id = e.circle_id and p.id = e.party_id where ${weekAfterParty})`;

/**
 * The table of days to die on. Every table of the database stands here: the check fails for one that does not. Rows
 * without a `when` die with the row above them that is named in `dies` (a foreign key carries it out).
 */
export const rules: Rule[] = [
  {
    table: 'account',
    purpose: 'who may sign in',
    dies: 'thirteen months after it was last signed in to',
    when: "signed_in_at < $1::timestamptz - interval '395 days' and not exists (select from keeper k where k.account_id = account.id)",
  },
  {
    table: 'login_code',
    purpose: 'to prove an address',
    dies: 'a day after it was asked for',
    when: "created_at < $1::timestamptz - interval '1 day'",
  },
  {
    table: 'limited_use',
    purpose: 'that nobody does too much of what costs others something',
    dies: 'after a day',
    when: "used_at < $1::timestamptz - interval '1 day'",
  },
  {
    table: 'former_link',
    purpose: 'that links of a key that was replaced lead on for a time',
    dies: 'when the older key is not believed any more',
    when: 'ends_at <= $1::timestamptz',
  },
  {
    table: 'session',
    purpose: 'to stay signed in',
    dies: 'after 90 days, or 30 in which nobody was seen in it',
    when: "created_at < $1::timestamptz - interval '90 days' or seen_at < $1::timestamptz - interval '30 days'",
  },
  {
    table: 'passkey',
    purpose: 'to sign in without a code',
    dies: 'with its account, or when it is taken away',
  },
  {
    table: 'passkey_challenge',
    purpose: 'that an answer of a passkey counts once',
    dies: 'a day after it was asked for',
    when: "created_at < $1::timestamptz - interval '1 day'",
  },
  {
    table: 'roster_look',
    purpose: 'that families can read who looked at their names',
    dies: 'twelve months after it; its account goes from it earlier',
    when: "looked_at < $1::timestamptz - interval '365 days'",
  },
  {
    table: 'staff',
    purpose: 'who looks after a school',
    dies: 'with the school or their account, or thirteen months after they were asked or last signed in',
    when: `created_at < $1::timestamptz - interval '395 days' and not exists (select from account a
      where a.address = staff.address and a.signed_in_at > $1::timestamptz - interval '395 days')`,
  },
  {
    table: 'circle',
    purpose: 'the roster that guest lists are cut from',
    dies: 'a month after its year, when no keeper who was asked wants another one; a made-up one after a day',
    when: `case when made_up then created_at < $1::timestamptz - interval '1 day'
      else year_ends_on < $1::timestamptz::date - 30 and keeper_asked_at < $1::timestamptz - interval '30 days' end`,
  },
  {
    table: 'school',
    purpose: 'several circles under one roof',
    dies: 'thirteen months after it was made, when it has neither staff nor circles',
    when: `created_at < $1::timestamptz - interval '395 days'
      and not exists (select from staff s where s.school_id = school.id)
      and not exists (select from circle c where c.school_id = school.id)`,
  },
  { table: 'peace', purpose: 'by whom a family is left in peace', dies: 'with its family, or the host’s' },
  { table: 'account_peace', purpose: 'to be left in peace everywhere', dies: 'with its account' },
  { table: 'feed', purpose: 'to show an adult’s parties in their own calendar', dies: 'with its account' },
  { table: 'keeper', purpose: 'who keeps a roster', dies: 'with its circle or account' },
  {
    table: 'family',
    purpose: 'who can be invited',
    dies: 'with its circle, or when it leaves; with a yes to a party ahead, or a place by an open door, seven days after the party',
    when: `left_at is not null and not exists (select from envelope e
      join party p on p.circle_id = e.circle_id and p.id = e.party_id
      join answer a on a.circle_id = e.circle_id and a.envelope_id = e.id and a.says = 'yes'
      where e.circle_id = family.circle_id and e.family_id = family.id
        and p.ends_at > $1::timestamptz - interval '7 days')
      and not exists (select from door_asked a
      join door_offer o on o.circle_id = a.circle_id and o.asked_id = a.id and o.placed_at is not null
      join party p on p.circle_id = a.circle_id and p.id = a.party_id
      where a.guest_circle = family.circle_id and a.guest_family = family.id
        and p.ends_at > $1::timestamptz - interval '7 days')`,
  },
  { table: 'adult', purpose: 'how a family is reached', dies: 'with its family' },
  {
    table: 'child',
    purpose: 'whom an invitation is for',
    dies: 'with its circle or its last family; with a yes to a party ahead, seven days after the party',
    when: `not exists (select from household h where h.circle_id = child.circle_id and h.child_id = child.id)
      and not exists (select from invitation i join envelope e on e.circle_id = i.circle_id and e.id = i.envelope_id
      join party p on p.circle_id = e.circle_id and p.id = e.party_id
      where i.circle_id = child.circle_id and i.child_id = child.id
        and p.ends_at > $1::timestamptz - interval '7 days')`,
  },
  { table: 'circle_rule', purpose: 'what a circle asks of invitations', dies: 'with its circle' },
  { table: 'circle_group', purpose: 'a part of a circle that can be asked', dies: 'with its circle' },
  { table: 'group_child', purpose: 'who is in a group', dies: 'with its group or child' },
  { table: 'joint_host', purpose: 'who gives a party together', dies: 'with its party or family' },
  {
    table: 'school_day',
    purpose: 'which days are free for everybody',
    dies: 'a month after it is over',
    when: 'last_on < $1::timestamptz::date - 30',
  },
  {
    table: 'taken_time',
    purpose: 'when a family is not free',
    dies: 'two days after it',
    when: 'day < $1::timestamptz::date - 2',
  },
  {
    table: 'elsewhere',
    purpose: 'whose other circles count in one',
    dies: 'with its family or account',
  },
  {
    table: 'seating',
    purpose: 'which families are looked at together',
    dies: 'two days after its season',
    when: 'season < $1::timestamptz::date - 30',
  },
  {
    table: 'share_wish',
    purpose: 'whose party could be shared',
    dies: 'seven days after the party',
    when: ofOldParty,
  },
  {
    table: 'share_match',
    purpose: 'who learned that both would share',
    dies: 'seven days after the party',
    when: ofOldParty,
  },
  {
    table: 'joint_offer',
    purpose: 'who is asked to give a party together',
    dies: 'seven days after the party',
    when: ofOldParty,
  },
  {
    table: 'neighbourhood',
    purpose: 'about where a circle is, to about a kilometre',
    dies: 'with its circle',
  },
  { table: 'neighbour', purpose: 'which circles are next door', dies: 'with one of the two circles' },
  { table: 'nearby_family', purpose: 'who would like to be asked nearby', dies: 'with its family' },
  {
    table: 'door_offer',
    purpose: 'who comes by the open door',
    dies: 'seven days after the party; what was not taken when the door closes',
    when: ofOldParty,
  },
  {
    table: 'door_asked',
    purpose: 'that no family nearby is asked twice',
    dies: 'seven days after the party',
    when: ofOldParty,
  },
  { table: 'door_call', purpose: 'what a call says', dies: 'seven days after the party', when: ofOldParty },
  { table: 'household', purpose: 'which families a child has', dies: 'with its family or child' },
  {
    table: 'join_request',
    purpose: 'to let a family in',
    dies: '30 days after it was made',
    when: "created_at < $1::timestamptz - interval '30 days'",
  },
  {
    table: 'address_offer',
    purpose: 'to reach a family next time',
    dies: '30 days after it was left, or with its family',
    when: "created_at < $1::timestamptz - interval '30 days'",
  },
  // This and `street_try` are written by the version before alone: their uses stand in `limited_use` now.
  {
    table: 'slip_try',
    purpose: 'that codes cannot be guessed',
    dies: 'after a day',
    when: "tried_at < $1::timestamptz - interval '1 day'",
  },
  {
    table: 'answer',
    column: 'food',
    purpose: 'what a child cannot eat',
    dies: 'a day after the party',
    when: `food is not null and (circle_id, envelope_id) in (select e.circle_id, e.id from envelope e
      join party p on p.circle_id = e.circle_id and p.id = e.party_id
      where p.ends_at < $1::timestamptz - interval '1 day')`,
  },
  { table: 'answer', purpose: 'who comes', dies: 'seven days after the party', when: ofOldEnvelope },
  {
    table: 'company',
    purpose: 'how many come along',
    dies: 'seven days after the party',
    when: ofOldEnvelope,
  },
  {
    table: 'family_message',
    purpose: 'what a family wrote to its hosts',
    dies: 'seven days after the party',
    when: ofOldEnvelope,
  },
  {
    table: 'calendar_reply',
    purpose: 'that an older answer does not overtake a newer one',
    dies: 'seven days after the party',
    when: ofOldEnvelope,
  },
  {
    table: 'envelope',
    purpose: 'how an invitation reaches a family',
    dies: 'seven days after the party',
    when: ofOldParty,
  },
  { table: 'invitation', purpose: 'which child is asked', dies: 'with its envelope' },
  {
    table: 'notice',
    purpose: 'what stood before a change',
    dies: 'seven days after the party',
    when: ofOldParty,
  },
  {
    table: 'later_reminder',
    purpose: 'that nobody is reminded twice of the day they chose',
    dies: 'seven days after the party',
    when: ofOldEnvelope,
  },
  {
    table: 'reminder',
    purpose: 'that a host reminds twice at most',
    dies: 'seven days after the party',
    when: ofOldParty,
  },
  {
    table: 'last_day_reminder',
    purpose: 'that the reminder of the last day comes once',
    dies: 'seven days after the party',
    when: ofOldEnvelope,
  },
  {
    table: 'coming',
    purpose: 'who was asked once more, and said so',
    dies: 'seven days after the party',
    when: ofOldEnvelope,
  },
  {
    table: 'digest_choice',
    purpose: 'how often a host hears of answers',
    dies: 'seven days after the party',
    when: ofOldParty,
  },
  {
    table: 'digest_told',
    purpose: 'that no host is told the same twice',
    dies: 'seven days after the party',
    when: ofOldEnvelope,
  },
  { table: 'need', purpose: 'what a party needs', dies: 'seven days after the party', when: ofOldParty },
  {
    table: 'need_take',
    purpose: 'who takes on what of it',
    dies: 'seven days after the party',
    when: ofOldEnvelope,
  },
  {
    table: 'extra',
    purpose: 'what a family would bring of its own',
    dies: 'seven days after the party',
    when: ofOldEnvelope,
  },
  {
    table: 'idea',
    purpose: 'what the child would like',
    dies: 'seven days after the party',
    when: ofOldParty,
  },
  {
    table: 'hope',
    purpose: 'how many children a host hopes for',
    dies: 'seven days after the party',
    when: ofOldParty,
  },
  {
    table: 'warned',
    purpose: 'that a host is told once of a quiet party',
    dies: 'seven days after the party',
    when: ofOldParty,
  },
  {
    table: 'afternoon',
    purpose: 'whether many seem to be taken at that time',
    dies: 'seven days after the party',
    when: ofOldParty,
  },
  {
    table: 'change_of_mind',
    purpose: 'that several who were coming are not any more',
    dies: 'seven days after the party',
    when: ofOldParty,
  },
  {
    table: 'street',
    purpose: 'the sign that lets the street in',
    dies: 'seven days after the party',
    when: ofOldParty,
  },
  {
    table: 'passer_by',
    purpose: 'how many come from the street',
    dies: 'seven days after the party',
    when: ofOldParty,
  },
  {
    table: 'street_try',
    purpose: 'that nobody fills a party with made-up numbers',
    dies: 'after a day',
    when: "tried_at < $1::timestamptz - interval '1 day'",
  },
  {
    table: 'arrival',
    purpose: 'who is here, at the door and on the poster',
    dies: 'seven days after the party',
    when: ofOldParty,
  },
  { table: 'guest_list', purpose: 'who is asked', dies: 'seven days after the party', when: ofOldParty },
  { table: 'co_host', purpose: 'who else keeps the door', dies: 'with its party' },
  {
    table: 'party',
    purpose: 'what guests are told',
    dies: '30 days after it is over, a draft 90 days after it was begun',
    when: "ends_at < $1::timestamptz - interval '30 days' or (sent_at is null and created_at < $1::timestamptz - interval '90 days')",
  },
  {
    table: 'wall',
    purpose: 'the page of cards and hearts for one child',
    dies: '90 days after it closes, or was stopped',
    when: "least(closes_at, coalesce(stopped_at, closes_at)) < $1::timestamptz - interval '90 days'",
  },
  { table: 'wall_card', purpose: 'what somebody wrote to the child', dies: 'with its wall' },
  { table: 'wall_press', purpose: 'that a device counts once', dies: 'with its wall' },
  { table: 'wall_country', purpose: 'how many cards came from where', dies: 'with its wall' },
  { table: 'wall_reader', purpose: 'who reads cards before they show', dies: 'with its wall' },
  { table: 'wall_sitting', purpose: 'a reader’s pace, and what can be undone', dies: 'with its wall' },
  { table: 'wall_report', purpose: 'that a card was reported, and by which number', dies: 'with its card' },
  { table: 'wall_block', purpose: 'whose cards are kept from a wall', dies: 'with its wall' },
  {
    table: 'outgoing_mail',
    purpose: 'that each mail goes once, and what became of it',
    dies: '30 days after it went or was given up; what it says, and to whom, at once',
    when: "coalesce(settled_at, until) < $1::timestamptz - interval '30 days'",
  },
  {
    table: 'mail_block',
    purpose: 'that an address which takes no mail gets none',
    dies: '30 days after mail came back, two years after a press in a mail; who wants nothing at all, when it is taken back',
    when: `why not in ('peace', 'never')
      and since < $1::timestamptz - case why when 'bounce' then interval '30 days' else interval '730 days' end`,
  },
  {
    table: 'tombstone',
    purpose: 'that no backup brings back what was erased',
    dies: 'after 35 days, when every backup from before is gone',
    when: "erased_at < $1::timestamptz - interval '35 days'",
  },
  {
    table: 'erasure',
    purpose: 'that guests are told before the rest of a party goes',
    dies: 'when they are told, after three days at most, with its circle or family',
  },
  {
    table: 'mail_pace',
    purpose: 'that nobody’s mail server is flooded',
    dies: 'after a day',
    when: "next_at < $1::timestamptz - interval '1 day'",
  },
  {
    table: 'mail_stop',
    purpose: 'that mail which is refused for what we are waits for the operator',
    dies: 'after 30 days',
    when: "stopped_at < $1::timestamptz - interval '30 days'",
  },
  {
    table: 'incoming_mail',
    purpose: 'that no mail is lost before it is dealt with',
    dies: 'as soon as it is dealt with, and after three days at most',
    when: "received_at < $1::timestamptz - interval '3 days'",
  },
  {
    table: 'mailbox_message',
    purpose: 'mail that is looked at instead of sent',
    dies: 'after seven days',
    when: "sent_at < $1::timestamptz - interval '7 days'",
  },
];

/** Tables that hold nothing about anybody. */
export const impersonal = ['migration'];
