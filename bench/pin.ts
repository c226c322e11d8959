import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Which core the application and PostgreSQL share, and which one the load has; `said` tells it to people. */
export type Pinning = { server: number | undefined; said: string };

/** Pins this process, which makes the load, to the second core that it may use; servers get the first. */
export function pinLoad(): Pinning {
  const [server, load] = allowedCores();
  if (server === undefined || load === undefined)
    return { server: undefined, said: 'not pinned: fewer than two cores to use' };
  const { status } = spawnSync('taskset', ['-a', '-c', '-p', String(load), String(process.pid)]);
  if (status !== 0) return { server: undefined, said: 'not pinned: taskset is missing or not allowed here' };
  const twins = siblingsOf(server).includes(load)
    ? '; the two are threads of one physical core and slow each other'
    : '';
  return { server, said: `application and PostgreSQL on core ${server}, load on core ${load}${twins}` };
}

/** A command and its words, so that it and all its children run on the servers' core. */
export function pinned({ server }: Pinning, command: string, words: string[]): [string, string[]] {
  return server === undefined ? [command, words] : ['taskset', ['-c', String(server), command, ...words]];
}

function allowedCores(): number[] {
  const status = readText('/proc/self/status');
  return coresIn(/^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? '');
}

function siblingsOf(core: number): number[] {
  return coresIn(readText(`/sys/devices/system/cpu/cpu${core}/topology/thread_siblings_list`).trim());
}

// As the kernel writes lists: 0-3,8
function coresIn(list: string): number[] {
  return list.split(',').flatMap((range) => {
    const [from, to = from] = range.split('-').map(Number);
    if (range === '' || from === undefined || to === undefined) return [];
    return Array.from({ length: to - from + 1 }, (_, place) => from + place);
  });
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
