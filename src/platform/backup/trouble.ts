/** What keeps a backup from being made or brought back; the message is a sentence for the operator. */
export class BackupError extends Error {}

/** The sentence of a failure of disk or database that an operator can do something about; null for a bug. */
export function sayTrouble(error: unknown): string | null {
  if (error instanceof BackupError) return error.message;
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? (sentences[code] ?? null) : null;
}

const full = 'There is no room left on the disk.';
const away = 'The database went away. Please try again.';

const sentences: Record<string, string> = {
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: 'The file may not grow any larger here (a limit on the size of files).',
  EIO: 'The disk could not be read or written.',
  EACCES: 'This may not be read or written by this user.',
  EPERM: 'This may not be read or written by this user.',
  EROFS: 'Nothing can be written there.',
  ENOENT: 'There is no such file or folder.',
  EISDIR: 'That is a folder, not a file.',
  ENOTDIR: 'There is no such folder.',
  // What PostgreSQL says: its disk is full, it is ending, it may not, it cannot be reached.
  '53100': `${full} PostgreSQL could not write.`,
  '57P01': away,
  '57P02': away,
  '57P03': away,
  '42501': 'The user of DATABASE_URL may not do this: it must own the database.',
  '28P01': 'DATABASE_URL has a wrong password.',
  '3D000': 'The database that DATABASE_URL names is not there.',
  ECONNREFUSED: 'The database cannot be reached.',
  ECONNRESET: away,
  ENOTFOUND: 'The database cannot be reached.',
};
