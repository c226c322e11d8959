import { emitKeypressEvents } from 'node:readline';
import type { ReadStream } from 'node:tty';

type Key = { name?: string; ctrl?: boolean; sequence?: string };

/** Asks on the terminal for something that nobody is to read there; null when there is no terminal, or at Ctrl-C. */
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

function typed(input: ReadStream): Promise<string | null> {
  return new Promise((done) => {
    let words = '';
    const hear = (letters: string | undefined, { name, ctrl }: Key): void => {
      const isOver =
        name === 'return' || name === 'enter' || (ctrl === true && (name === 'c' || name === 'd'));
      if (name === 'backspace') words = Array.from(words).slice(0, -1).join('');
      else if (!isOver && ctrl !== true && letters !== undefined) words += letters;
      if (!isOver) return;
      input.off('keypress', hear);
      done(ctrl === true ? null : words);
    };
    input.on('keypress', hear);
  });
}
