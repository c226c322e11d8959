import { emitKeypressEvents } from 'node:readline';
import type { ReadStream } from 'node:tty';
import { BackupError } from '../platform/backup/trouble.ts';

type Key = { name?: string; ctrl?: boolean; sequence?: string };

/**
 * Asks on the terminal for something that nobody is to read there; null when there is no terminal. Errors: `BackupError` at
 * Ctrl-C, so that who thinks better of it has done nothing.
 */
export async function askUnseen(question: string, input: ReadStream = process.stdin): Promise<string | null> {
  if (!input.isTTY) return null;
  process.stderr.write(question);
  emitKeypressEvents(input);
  input.setRawMode(true);
  input.resume();
  try {
    return await typed(input);
  } finally {
    input.setRawMode(false);
    input.pause();
    process.stderr.write('\n');
  }
}

function typed(input: ReadStream): Promise<string> {
  return new Promise((done, fail) => {
    let words = '';
    const hear = (letters: string | undefined, { name, ctrl }: Key): void => {
      const isOver =
        name === 'return' || name === 'enter' || (ctrl === true && (name === 'c' || name === 'd'));
      if (name === 'backspace') words = Array.from(words).slice(0, -1).join('');
      else if (!isOver && ctrl !== true && letters !== undefined) words += letters;
      if (!isOver) return;
      input.off('keypress', hear);
      if (ctrl === true) fail(new BackupError('Nothing was done.'));
      else done(words);
    };
    input.on('keypress', hear);
  });
}
