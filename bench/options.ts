/** How long each step runs, in seconds, and how often all of them are repeated; a figure is the median of the rounds. */
export type Options = {
  seconds: number;
  warmUp: number;
  rounds: number;
  /** Whether a story is told in full; else a hundredth of it. */
  full: boolean;
};

export const connectionCounts = [1, 16, 128];
