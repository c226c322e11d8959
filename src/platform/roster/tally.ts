import type { RosterNotice, RosterNoticeKind } from './roster.ts';

/** Notices counted while a file is read: by kind, and by file where the file matters. */
export type Tally = Map<string, RosterNotice>;

/** Counts one more of a kind. Zero and less are not worth a notice. */
export function note(tally: Tally, kind: RosterNoticeKind, count = 1, file?: string): void {
  if (count <= 0) return;
  const key = `${kind} ${file ?? ''}`;
  const before = tally.get(key)?.count ?? 0;
  tally.set(key, { kind, count: before + count, ...(file === undefined ? {} : { file }) });
}
