import { setImmediate as nextTurn } from 'node:timers/promises';
import type { judgeText } from './judge.ts';

type Judge = { judgeText: typeof judgeText };

let reading: Promise<Judge> | undefined;

/**
 * Whoever judges texts. Lists are read and patterns compiled when it is asked for first, a script at a time, so that nobody
 * else waits for all of it; a server without a wall never has them in memory.
 */
export function openJudge(): Promise<Judge> {
  reading ??= readAhead();
  return reading;
}

async function readAhead(): Promise<Judge> {
  const judge = await import('./judge.ts');
  for (const text of ['hello', 'سعيد']) {
    await nextTurn();
    judge.judgeText(text);
  }
  return judge;
}
