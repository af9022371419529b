import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../store/mod.ts';
import { type Flow, parseFlow } from './dialog/program.ts';
import { publishFlows } from './flowbook.ts';

let dir: string;
let store: Store;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'flowbook-'));
  store = await openStore({ dataDir: dir });
});

afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const flow = (id: string, version: string, steps: object[]): Flow =>
  parseFlow({ id, name: id, about: '一个流程', steps }, `${id}.yaml`, version);
const part = (words: string) => flow('part', words, [{ say: words }]);
const whole = flow('whole', 'w1', [{ say: '好。' }, { link: 'part' }]);

/** The part that a flow's link leads to. */
const partOf = (book: Awaited<ReturnType<typeof publishFlows>>, of: Flow) => {
  const link = [...of.nodes.values()].find((n) => n.kind === 'link')!;
  return book.latest(link.kind === 'link' ? link.spec.link : '');
};

describe('a published flow', () => {
  it('is found in its version after newer ones were published, and after it was removed', async () => {
    const [first] = [(await publishFlows([part('一。')], store)).latest('part')!];
    const next = await publishFlows([part('二。')], store);
    const last = await publishFlows([], store);
    for (const book of [next, last]) expect(book.version('part', first.version)!.nodes).toEqual(first.nodes);
    expect(next.latest('part')!.version).not.toBe(first.version);
    expect(last.latest('part')).toBeNull();
  });

  it('keeps the parts it was published with when they change or go', async () => {
    const old = (await publishFlows([whole, part('一。')], store)).latest('whole')!;
    for (const flows of [[whole, part('二。')], []]) {
      const book = await publishFlows(flows, store);
      expect(partOf(book, book.version('whole', old.version)!)!.version).toBe('一。');
    }
  });

  it('is another version when only a part of it changed', async () => {
    const old = (await publishFlows([whole, part('一。')], store)).latest('whole')!;
    const book = await publishFlows([whole, part('二。')], store);
    expect(book.latest('whole')!.version).not.toBe(old.version);
    expect(partOf(book, book.latest('whole')!)!.version).toBe('二。');
  });

  it('is stored once, however often the same release starts', async () => {
    await publishFlows([whole, part('一。')], store);
    const before = await store.list('flow-version');
    await publishFlows([whole, part('一。')], store);
    expect(await store.list('flow-version')).toEqual(before);
    expect(before).toHaveLength(2);
  });

  it('of a store from before parts were pinned goes on with the newest part', async () => {
    await store.put('flow-version', 'whole@old', { spec: JSON.parse(JSON.stringify(whole.spec)) });
    const book = await publishFlows([part('二。')], store);
    expect(partOf(book, book.version('whole', 'old')!)!.version).toBe('二。');
  });

  it('that this release cannot read is named', async () => {
    await store.put('flow-version', 'whole@odd', { spec: { id: 'whole' } });
    const book = await publishFlows([], store);
    expect(() => book.version('whole', 'odd')).toThrow(/cannot read the flow version whole@odd/);
  });
});
