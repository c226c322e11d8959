/**
 * What each column holds. `personal`: something about somebody, with why it is there; it dies by the rule of its table in
 * rules.ts, or by a rule of its own there. `plain`: ids, hashes of secrets, counters and clockwork, which tell nothing of
 * anybody without the personal columns beside them, and go with their row. The check fails for a column that is not here.
 */
export type Columns = { plain: string; personal: Record<string, string> };

const only = (plain: string): Columns => ({ plain, personal: {} });

export const columns: Record<string, Columns> = {
  account: {
    plain: 'id created_at',
    personal: {
      address: 'who may sign in',
      language: 'to write in it',
      signed_in_at: 'to know when an account is used no more',
    },
  },
  account_peace: {
    plain: 'account_id created_at',
    personal: { kind: 'what an adult wants to hear nothing of' },
  },
  address_offer: {
    plain: 'circle_id id family_id created_at',
    personal: { address: 'to reach a family next time' },
  },
  adult: {
    plain: 'circle_id family_id id address_hash erase_hash',
    personal: {
      name: 'whom an invitation goes to',
      address: 'to reach a family by mail',
      phone: 'to reach a family without mail',
      told_at: 'that an adult knows who gave the address',
    },
  },
  afternoon: {
    plain: 'circle_id party_id starts_at looked_at',
    personal: { looks: 'whether many seem to be taken at that time' },
  },
  answer: {
    plain: 'circle_id envelope_id child_id revision',
    personal: {
      says: 'who comes',
      food: 'what a child cannot eat',
      ask_again_on: 'when to ask again',
      entered_by: 'who has put the answer in',
      answered_at: 'which answer is the last one',
      another_time: 'that a family would like another time',
    },
  },
  arrival: {
    plain: 'circle_id party_id id undone',
    personal: { guest: 'who is here', name: 'who just turned up' },
  },
  calendar_reply: {
    plain: 'circle_id envelope_id uid sequence stamp count mail_hash',
    personal: { adult_hash: 'whose calendar has answered' },
  },
  change_of_mind: {
    plain: 'circle_id party_id id',
    personal: { changed_in: 'that somebody who was coming is not any more' },
  },
  child: { plain: 'circle_id id created_at', personal: { name: 'whom an invitation is for' } },
  circle: {
    plain:
      'id join_version join_hash made_up created_at year_ends_on keeper_asked_at language zone region school_id school_since',
    personal: { name: 'how its families call it', place: 'which one of that name it is' },
  },
  circle_group: {
    plain: 'circle_id id created_at',
    personal: { name: 'a part of a circle that can be asked' },
  },
  circle_rule: only('circle_id preset small_percent set_by changed_at'),
  co_host: { plain: 'circle_id party_id created_at', personal: { address: 'who else keeps the door' } },
  coming: {
    plain: 'circle_id envelope_id revision days by_mail asked_at',
    personal: { confirmed_at: 'who has said it is still coming' },
  },
  company: {
    plain: 'circle_id envelope_id',
    personal: {
      grown_ups: 'how many come along',
      siblings: 'how many come along',
      staying: 'whether they stay or drop off',
    },
  },
  digest_choice: {
    plain: 'circle_id party_id account_id',
    personal: { often: 'how often a host hears of answers' },
  },
  digest_told: {
    plain: 'circle_id envelope_id child_id revision mail_id told_at',
    personal: { address: 'which host was told', says: 'that no host is told the same twice' },
  },
  door_asked: {
    plain: 'circle_id id party_id guest_circle guest_family link_hash asked_at',
    personal: { km: 'how far off a family is' },
  },
  door_call: {
    plain: 'circle_id party_id places lasts along first_come opened_at closed_at ring told_at',
    personal: {
      child_name: 'whose party it is',
      age: 'which families could be asked',
      loves: 'what a guest may bring',
    },
  },
  door_offer: {
    plain: 'circle_id asked_id party_id turn starts_at ends_at offered_at chosen_at placed_at told_revision',
    personal: {
      name: 'who comes',
      children: 'how many come',
      grown_ups: 'how many come',
      brings: 'what they bring',
      words: 'what they say to the host',
    },
  },
  elsewhere: only('circle_id family_id account_id created_at'),
  envelope: {
    plain:
      'circle_id id party_id family_id link_version link_hash code_hash how created_at written_at ahead former_uid asked_revision returned_revision with_keeper_at tried_at',
    personal: {
      sent_at: 'how an invitation reaches a family',
      mailed_at: 'how an invitation reaches a family',
      failed_at: 'that a mail did not come',
      arrived_at: 'that an invitation came',
      seen_at: 'that an invitation was opened',
      seen_revision: 'which change of plan a family has seen',
      told_at: 'that a family knows the party is off',
      quiet: 'that a family is left in peace',
    },
  },
  erasure: only('circle_id id family_id child_id asked_at'),
  extra: {
    plain: 'circle_id id envelope_id created_at',
    personal: { words: 'what a family would bring of its own' },
  },
  family: {
    plain: 'circle_id id leave_hash created_at',
    personal: {
      language: 'to write in it',
      left_at: 'that a family is in no list any more',
      takes_slip: 'by which ways it may be reached',
      takes_message: 'by which ways it may be reached',
    },
  },
  family_message: {
    plain: 'circle_id id envelope_id kind digest received_at',
    personal: { words: 'what a family wrote to its hosts', proposed_at: 'which other time it proposes' },
  },
  feed: only('account_id version token_hash created_at'),
  former_link: only('old_hash new_hash ends_at'),
  group_child: only('circle_id group_id child_id'),
  guest_list: {
    plain: 'circle_id party_id whole group_id kept',
    personal: { children: 'who is asked' },
  },
  hope: { plain: 'circle_id party_id', personal: { children: 'how many a host hopes for' } },
  household: only('circle_id family_id child_id'),
  idea: {
    plain: 'circle_id id party_id ready need_id created_at',
    personal: { words: 'what the child would like' },
  },
  incoming_mail: {
    plain: 'id received_at',
    personal: {
      sender: 'who wrote',
      recipients: 'to which invitation',
      raw: 'that no mail is lost before it is dealt with',
    },
  },
  invitation: only('circle_id envelope_id child_id'),
  join_request: {
    plain: 'circle_id id created_at',
    personal: {
      adult_name: 'who asks to be let in',
      address: 'to reach the family',
      phone: 'to reach the family',
      children: 'who can be invited',
      language: 'to write in it',
      takes_slip: 'by which ways it may be reached',
      takes_message: 'by which ways it may be reached',
    },
  },
  joint_host: only('circle_id party_id family_id child_id created_at'),
  joint_offer: {
    plain: 'circle_id id party_id child_id other_id created_at',
    personal: { declined_at: 'that a family would rather not', quiet: 'which homes are left in peace' },
  },
  keeper: only('circle_id account_id created_at'),
  last_day_reminder: only('circle_id envelope_id sent_at'),
  later_reminder: {
    plain: 'circle_id envelope_id sent_at',
    personal: { day: 'on which day a family is asked' },
  },
  limited_use: { plain: 'id what used_at', personal: { whom: 'that nobody does too much of something' } },
  login_code: {
    plain: 'browser_hash purpose tries expires_at created_at',
    personal: { address: 'to prove an address' },
  },
  mail_block: {
    plain: 'why since',
    personal: { address_hash: 'that an address which takes no mail gets none' },
  },
  mail_pace: only('domain next_at'),
  mail_stop: only('stream domain reply stopped_at'),
  mailbox_message: {
    plain: 'id sent_at',
    personal: {
      recipient: 'whose mail it would be',
      subject: 'mail that is looked at instead of sent',
      raw: 'mail that is looked at instead of sent',
    },
  },
  migration: only('name checksum applied_at'),
  nearby_family: {
    plain: 'circle_id family_id created_at',
    personal: {
      radius: 'how far it would go',
      north: 'about where it lives',
      east: 'about where it lives',
      days: 'when it could come',
      parts: 'when it could come',
      youngest: 'how old its children are',
      oldest: 'how old its children are',
      children: 'how many would come',
    },
  },
  need: {
    plain: 'circle_id id party_id kind ready wanted created_at removed_at',
    personal: { words: 'what a party needs' },
  },
  need_take: only('circle_id need_id envelope_id taken_at'),
  neighbour: only('circle_id other_id asks created_at agreed_at'),
  neighbourhood: {
    plain: 'circle_id created_at',
    personal: { cell_row: 'about where a circle is', cell_column: 'about where a circle is' },
  },
  notice: {
    plain: 'circle_id party_id revision zone overnight together created_at',
    personal: {
      starts_at: 'what stood before a change',
      ends_at: 'what stood before a change',
      area: 'what stood before a change',
      address: 'what stood before a change',
    },
  },
  outgoing_mail: {
    plain:
      'id number message_id stream domain circle_id envelope_id told_by round written_at due_at until turn_at tries taken_by settled_at outcome reply',
    personal: {
      recipient: 'to whom it goes; gone when it has left',
      recipient_hash: 'which address a bounce is about',
      letter: 'what it says; gone when it has left',
    },
  },
  party: {
    plain:
      'circle_id id family_id child_id uid revision kind pattern zone list_turns created_at sent_at posted_at cancelled_at',
    personal: {
      typed: 'what a host has typed so far',
      title: 'what guests are told',
      starts_at: 'what guests are told',
      ends_at: 'what guests are told',
      area: 'about where it is',
      address: 'where it is, for who comes',
      greeting: 'what guests are told',
      grown_ups: 'what guests are told',
      staying: 'what guests are told',
      setting: 'what guests are told',
      overnight: 'what guests are told',
      presents: 'what guests are told',
      presents_note: 'what guests are told',
      answer_by: 'what guests are told',
    },
  },
  passer_by: {
    plain: 'circle_id party_id said_at',
    personal: {
      device_hash: 'that a device counts once',
      children: 'how many come from the street',
      grown_ups: 'how many come from the street',
    },
  },
  passkey: {
    plain: 'id account_id credential public_key counter transports backed_up created_at',
    personal: { name: 'by which an adult knows it again', used_on: 'that one which nobody uses is seen' },
  },
  passkey_challenge: only('browser_hash challenge account_id created_at expires_at'),
  peace: {
    plain: 'circle_id id family_id created_at',
    personal: { kind: 'by what a family is left in peace', host_family: 'by whom a family is left in peace' },
  },
  reminder: only('circle_id id party_id number sent_at'),
  school_day: {
    plain: 'circle_id id first_on last_on',
    personal: { name: 'which days are free for everybody' },
  },
  seating: {
    plain: 'circle_id family_id season whole units cells looked_on busy_cells busy_halves',
    personal: { families: 'which families are looked at together' },
  },
  roster_look: {
    plain: 'circle_id',
    personal: {
      account_id: 'who looked at the list of a circle, while there is the account',
      mark: 'that it was the same one, when the account is gone',
      role: 'as what somebody looked',
      looked_at: 'when somebody looked',
    },
  },
  school: {
    plain: 'id created_at code_version code_hash neighbours preset small_percent',
    personal: { name: 'under whose roof circles are' },
  },
  session: {
    plain: 'id token_hash account_id created_at by_passkey',
    personal: {
      device: 'by which an adult knows it again',
      seen_at: 'that a session which nobody uses ends',
    },
  },
  staff: {
    plain: 'school_id id created_at',
    personal: {
      address: 'who may come in for a school',
      name: 'how the others of the school know them',
      language: 'to write in it',
    },
  },
  share_match: only('circle_id party_id other_id created_at'),
  share_wish: only('circle_id party_id starts_at ends_at created_at'),
  slip_try: { plain: 'id tried_at', personal: { network_hash: 'that codes cannot be guessed' } },
  street: {
    plain: 'circle_id party_id id version token_hash opened_at',
    personal: { title: 'what the sign says' },
  },
  street_try: {
    plain: 'id tried_at',
    personal: { network_hash: 'that nobody fills a party with made-up numbers' },
  },
  taken_time: {
    plain: 'circle_id family_id account_id',
    personal: { day: 'when a family is not free', half: 'when a family is not free' },
  },
  tombstone: { plain: 'kind erased_at', personal: { hash: 'that no backup brings back what was erased' } },
  wall: {
    plain:
      'circle_id id family_id party_id link_version link_hash pattern languages zone opens_at closes_at candles breath at_once created_at stopped_at cards places hearts breaths',
    personal: {
      name: 'whom the wall is for',
      about: 'what the day is about',
      look_in_at: 'when all look in together',
    },
  },
  wall_block: {
    plain: 'circle_id wall_id blocked_at',
    personal: { writer: 'whose cards are kept from a wall' },
  },
  wall_card: {
    plain:
      'circle_id wall_id id number stamp text_hash doubts state place written_at read_at held_by held_until',
    personal: {
      words: 'what somebody wrote to the child',
      name: 'who wrote it',
      country: 'where a card comes from',
      language: 'which readers can read it',
      writer: 'that a writer can be kept from a wall',
    },
  },
  wall_country: only('circle_id wall_id country cards'),
  wall_press: {
    plain: 'circle_id wall_id kind pressed_at',
    personal: { device: 'that a device counts once', coarse: 'that a device counts once' },
  },
  wall_reader: {
    plain: 'circle_id wall_id id version link_hash asked_at',
    personal: { name: 'who reads cards before they show', address: 'to send a reader the link' },
  },
  wall_report: {
    plain: 'circle_id wall_id id card_id number why reported_at settled_at',
    personal: {
      words: 'why a card was reported',
      device: 'that two reports are two',
      coarse: 'that two reports are two',
    },
  },
  wall_sitting: only('circle_id wall_id reader_id taken_at pressed_at cards seconds pressed'),
  warned: only('circle_id party_id level warned_at'),
};
