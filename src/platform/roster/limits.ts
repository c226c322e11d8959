/** Bytes of everything dropped together, and again of everything that comes out of a zip (facts.md section 3). */
export const mostBytes = 5 * 1024 * 1024;

/** Rows of one table, or cards of one address book (facts.md section 3). */
export const mostRows = 10_000;

/** Places of children in classes, and of grown-ups with children: rows may hold several of each. */
export const mostPlaces = 100_000;

/** A district's export has some hundred classes; more is a column that was taken for a class. */
export const mostClasses = 2000;

/** Empty rows do not count, but even passing over them takes time. */
export const mostLines = 150_000;

/** The widest real export known to us has some 60 columns. */
export const mostColumns = 500;

/** OneRoster 1.2 knows 20 files; a folder of one card for each contact has more. */
export const mostFiles = 500;
