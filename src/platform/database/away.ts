/** Nobody who takes what is written is there: nothing was done, and it may be tried again. */
export class DatabaseAwayError extends Error {
  constructor(options?: ErrorOptions) {
    super('the database is away', options);
  }
}

// SQLSTATE (PostgreSQL, appendix A): connections; no room on the disk, no memory, too many; ended by an operator, starting,
// or by a timeout of ours; a file that cannot be read or written; a server that only follows another one.
const codes =
  /^(?:08...|53...|57014|57P0[1-5]|55P03|58...|25006|25P0[34]|E(?:CONNREFUSED|CONNRESET|CONNABORTED|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN|NOENT|NOTCONN))$/;

// What pg says without a code.
const words =
  /^(?:Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error|Client was closed|Query read timeout)/;

/** Whether it was the database that could not, and not what was asked of it: it may be asked again in a moment. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof DatabaseAwayError || words.test(error.message)) return true;
  return 'code' in error && typeof error.code === 'string' && codes.test(error.code);
}
