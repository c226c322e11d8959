/** How long each step runs, in seconds, and how often all of them are repeated; a figure is the median of the rounds. */
export type Options = { seconds: number; warmUp: number; rounds: number };

export const connectionCounts = [1, 16, 128];
