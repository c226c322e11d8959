import { readdirSync, readFileSync } from 'node:fs';

// The kernel's USER_HZ, in which /proc/<pid>/stat counts: 100 on every platform that Node runs on.
const ticksASecond = 100;

/** Seconds of processor time that a process has used, or null where there is no /proc. */
export function cpuOf(pid: number): number | null {
  const stat = readStat(pid);
  return stat && stat.own / ticksASecond;
}

/** The same for a process and all its children, those included that have ended. */
export function cpuOfTree(parent: number): number | null {
  const top = readStat(parent);
  if (!top) return null;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((stat) => stat?.parent === parent);
  const ticks = children.reduce((sum, stat) => sum + (stat?.own ?? 0), top.own + top.ended);
  return ticks / ticksASecond;
}

/** The processes that a process has started and that live. */
export function childrenOf(parent: number): number[] {
  return readdirSync('/proc').flatMap((name) =>
    /^\d+$/.test(name) && readStat(Number(name))?.parent === parent ? [Number(name)] : [],
  );
}

/** Seconds that one core has worked for programs, and seconds that the machine below took away from it (proc_stat(5)). */
export function coreTimes(core: number | undefined): { worked: number; stolen: number } | null {
  const line = new RegExp(`^cpu${core} .*`, 'm').exec(read('/proc/stat'))?.[0];
  if (line === undefined) return null;
  const [user = 0, nice = 0, system = 0, , , , , stolen = 0] = line.split(' ').slice(1).map(Number);
  return { worked: (user + nice + system) / ticksASecond, stolen: stolen / ticksASecond };
}

/** Resident memory in megabytes (10^6 bytes), or null where there is no /proc. */
export function memoryOf(pid: number): number | null {
  const kilobytes = /^VmRSS:\s*(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1];
  return kilobytes === undefined ? null : (Number(kilobytes) * 1024) / 1e6;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

// proc_pid_stat(5): the name in parentheses may hold anything, so that fields are counted from behind it.
function readStat(pid: number): { parent: number; own: number; ended: number } | null {
  const text = read(`/proc/${pid}/stat`);
  if (text === '') return null;
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = 0] = fields;
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15);
  return { parent, own: user + system, ended: endedUser + endedSystem };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
