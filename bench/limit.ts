import type { Server } from 'node:http';

/** Opens a bare server on a free port, says which, and ends with the benchmark that started it. */
export function listenFor(server: Server): void {
  process.once('disconnect', () => process.exit(0));
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.send?.(typeof address === 'object' && address ? address.port : 0);
  });
}
