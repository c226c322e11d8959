/** The day on which the rows of a table die, as a condition in SQL with `$1` for now; and why they are there at all. */
export type Rule = { table: string; purpose: string; dies: string; when?: string };

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
    table: 'session',
    purpose: 'to stay signed in',
    dies: 'after 90 days',
    when: "created_at < $1::timestamptz - interval '90 days'",
  },
  {
    table: 'circle',
    purpose: 'the roster that guest lists are cut from',
    dies: 'thirteen months after it was made; a made-up one after a day',
    when: "created_at < $1::timestamptz - case when made_up then interval '1 day' else interval '395 days' end",
  },
  { table: 'keeper', purpose: 'who keeps a roster', dies: 'with its circle or account' },
  { table: 'family', purpose: 'who can be invited', dies: 'with its circle, or when it leaves' },
  { table: 'adult', purpose: 'how a family is reached', dies: 'with its family' },
  { table: 'child', purpose: 'whom an invitation is for', dies: 'with its circle or its last family' },
  { table: 'circle_rule', purpose: 'what a circle asks of invitations', dies: 'with its circle' },
  { table: 'circle_group', purpose: 'a part of a circle that can be asked', dies: 'with its circle' },
  { table: 'group_child', purpose: 'who is in a group', dies: 'with its group or child' },
  { table: 'joint_host', purpose: 'who gives a party together', dies: 'with its party or family' },
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
  { table: 'household', purpose: 'which families a child has', dies: 'with its family or child' },
  {
    table: 'join_request',
    purpose: 'to let a family in',
    dies: '30 days after it was made',
    when: "created_at < $1::timestamptz - interval '30 days'",
  },
  { table: 'answer', purpose: 'who comes', dies: 'seven days after the party', when: ofOldEnvelope },
  {
    table: 'company',
    purpose: 'how many come along',
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
  { table: 'guest_list', purpose: 'who is asked', dies: 'seven days after the party', when: ofOldParty },
  { table: 'co_host', purpose: 'who else keeps the door', dies: 'with its party' },
  {
    table: 'party',
    purpose: 'what guests are told',
    dies: '30 days after it is over, a draft 90 days after it was begun',
    when: "ends_at < $1::timestamptz - interval '30 days' or (sent_at is null and created_at < $1::timestamptz - interval '90 days')",
  },
  {
    table: 'sent_mail',
    purpose: 'that no mail goes twice',
    dies: 'after 30 days',
    when: "sent_at < $1::timestamptz - interval '30 days'",
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
