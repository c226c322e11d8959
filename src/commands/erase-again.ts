import { eraseAgain as erase } from '../features/erasing/actions.ts';
import type { EraseAgain } from '../platform/backup/restore.ts';
import { bringTombstones } from '../platform/backup/tombstones.ts';
import { openKeys } from '../platform/key.ts';

/** Whatever a backup has brought back of what was erased goes again: the table learns first what the home knows. */
export const eraseAgain: EraseAgain = async ({ owner, home, clock, made, erased }) => {
  await bringTombstones(owner, erased);
  const { steady: key } = await openKeys(home, clock);
  return erase({ owner, clock, key }, made);
};
