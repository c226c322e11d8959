import { Logger } from 'graphile-worker';

/** The queue's own log lines may carry a job's payload; ours say what happened, by name and number only. */
export const quietWorkerLog = new Logger(() => () => undefined);
