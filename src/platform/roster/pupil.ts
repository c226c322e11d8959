import type { NotTaken, RosterFormat } from './roster.ts';

/** A grown-up as the file ties them to one child; `''` stands for what the file does not tell. */
export type Guardian = {
  /** The file's own key for this person, never shown and never kept. */
  id: string;
  name: string;
  address: string | null;
  phone: string | null;
  /** Home address and home telephone, folded: only to see who lives together, then dropped. */
  home: string;
  homePhone: string;
  livesWithChild: boolean | null;
};

export type Pupil = { given: string; family: string; guardians: Guardian[] };

export type PupilClass = { title: string; pupils: Pupil[] };

/** What every reader of a format gives: children with both names and loose guardians, before naming. */
export type Reading = { format: RosterFormat; classes: PupilClass[]; notTaken: NotTaken[] };
