import { expect, test } from 'vitest';
import { KeyedQueue } from './keyed-queue.ts';

test('work of one key runs in order of arrival, one at a time', async () => {
  const queue = new KeyedQueue();
  const log: string[] = [];
  const work = (name: string) => async () => {
    log.push(`begin ${name}`);
    await Promise.resolve();
    log.push(`end ${name}`);
  };
  await Promise.all([queue.run('a', work('1')), queue.run('a', work('2')), queue.run('a', work('3'))]);
  expect(log).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3', 'end 3']);
});

test('work of another key does not wait', async () => {
  const queue = new KeyedQueue();
  let free = () => {};
  const held = queue.run('a', () => new Promise<void>((resolve) => (free = resolve)));
  expect(await queue.run('b', async () => 'done')).toBe('done');
  free();
  await held;
});

test('work that fails, also at once, fails alone', async () => {
  const queue = new KeyedQueue();
  const failed = queue.run('a', () => Promise.reject(new Error('no backend')));
  const thrown = queue.run('a', () => {
    throw new Error('no promise');
  });
  const next = queue.run('a', async () => 'went on');
  await expect(failed).rejects.toThrow('no backend');
  await expect(thrown).rejects.toThrow('no promise');
  expect(await next).toBe('went on');
});

test('keys without work are forgotten', async () => {
  const queue = new KeyedQueue();
  const runs = ['a', 'a', 'b'].map((key) => queue.run(key, async () => {}));
  expect(queue.size).toBe(2);
  await Promise.all(runs);
  await new Promise(setImmediate);
  expect(queue.size).toBe(0);
});
