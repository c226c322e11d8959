/** One dropped file. The name may hold a relative folder path, as a browser gives it for a dropped folder. */
export type RosterFile = { name: string; bytes: Uint8Array };

export type RosterFormat =
  | 'oneroster-1.1'
  | 'oneroster-1.2'
  | 'sds-1'
  | 'sds-2.1'
  | 'uk-mis'
  | 'us-guardians'
  | 'table'
  | 'vcard-3'
  | 'vcard-4';

export type RosterEncoding = 'utf-8' | 'utf-16' | 'windows-1252';

/** A grown-up who can be reached. The name may be empty where the file gives only a way to reach them. */
export type RosterAdult = { name: string; address: string | null; phone: string | null };

/** The grown-ups who, by the file's own word, live together. */
export type RosterHousehold = { adults: RosterAdult[] };

/** A child by the name that tells it from its classmates. No household at all is a paper family. */
export type RosterChild = { name: string; households: RosterHousehold[] };

/** `key` is made of ASCII letters and digits and is the same whenever the same files are read again. */
export type RosterClass = { key: string; title: string; children: RosterChild[] };

export type RosterNoticeKind =
  | 'windows_1252'
  | 'utf_16'
  | 'characters_lost'
  | 'no_responsibility'
  | 'other_relation'
  | 'dangling_reference'
  | 'disabled_left_out'
  | 'not_enrolled'
  | 'row_unreadable'
  | 'bad_address'
  | 'bad_phone'
  | 'shared_name'
  | 'numbered_name'
  | 'no_guardians'
  | 'card_without_child'
  | 'file_unreadable';

/** What a keeper should know about the reading: a kind and how often, never whom. */
export type RosterNotice = { kind: RosterNoticeKind; count: number; file?: string };

/** A column of which nothing is kept. `*` is a whole file, `#4` the fourth column of a file, unnamed. */
export type NotTaken = { file: string; column: string };

export type Roster = {
  format: RosterFormat;
  encoding: RosterEncoding;
  classes: RosterClass[];
  notices: RosterNotice[];
  notTaken: NotTaken[];
};

export type RosterRefusal =
  | 'empty'
  | 'too_large'
  | 'too_many_files'
  | 'too_many_rows'
  | 'not_a_list'
  | 'spreadsheet'
  | 'zip_bomb'
  | 'zip_path'
  | 'zip_broken'
  | 'zip_locked'
  | 'columns_unknown'
  | 'files_missing'
  | 'no_relations'
  | 'no_children';
