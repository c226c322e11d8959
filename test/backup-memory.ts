// The program of the shell in a process of its own, which says at its end how much memory it took at most (in MB; scrypt
// alone takes 128 for a moment) and how long it ran.
const started = performance.now();
await import(process.env['SHELL_PROGRAM'] ?? '');
const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
const seconds = Math.round((performance.now() - started) / 100) / 10;
process.send?.({ megabytes, seconds, code: Number(process.exitCode ?? 0) });
process.disconnect?.();
