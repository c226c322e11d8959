/** Bytes of everything dropped together, and again of everything that comes out of a zip (facts.md section 3). */
export const mostBytes = 5 * 1024 * 1024;

/** Rows of one table, or cards of one address book (facts.md section 3). */
export const mostRows = 10_000;

/** The widest real export known to us has some 60 columns. */
export const mostColumns = 500;

/** OneRoster 1.2 knows 20 files; a folder of one card for each contact has more. */
export const mostFiles = 500;
