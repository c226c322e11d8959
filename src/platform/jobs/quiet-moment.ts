import { setTimeout as sleep } from 'node:timers/promises';

/** Whether so many people are served by this very process that jobs and mails had better wait a little. */
export type Busy = () => boolean;

/** Where one process does both, people come before mails: waits while many are at the door, a quarter of a second at most. */
export async function quietMoment(busy: Busy): Promise<void> {
  for (let waited = 0; waited < 250 && busy(); waited += 50) await sleep(50);
}
