/** For tests of deploys: a later release of the shipped flows in which every flow is another one. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { SHIPPED_FLOWS } from '../../bot/release.ts';

type Tree = Record<string, unknown>;
type Words = string | { text: string; spoken: string };

const EXTRA = {
  type: 'yesno',
  free: false,
  ask: '先问一件新的事，可以吗？',
  again: '请说可以，或者不可以。',
};

/**
 * Writes the release: every text begins with `mark`, every named step has another name, every step another place, and
 * every business flow asks one thing more before all else.
 * @param mark a sentence
 * @param removed ids of flows that it no longer has, nor links
 */
export function writeLaterRelease(dir: string, mark: string, removed: readonly string[]): void {
  copy(SHIPPED_FLOWS, dir);

  function copy(from: string, to: string): void {
    mkdirSync(to, { recursive: true });
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      if (entry.isDirectory()) copy(join(from, entry.name), join(to, entry.name));
      else if (!removed.includes(entry.name.replace('.yaml', '')))
        writeFileSync(
          join(to, entry.name),
          changed(entry.name, readFileSync(join(from, entry.name), 'utf8')),
        );
    }
  }

  function changed(name: string, source: string): string {
    if (name === 'replies.yaml') return source;
    const flow = parse(source) as Tree & { slots?: Record<string, Tree>; steps: Tree[] };
    const steps = flow.steps.map(renamed);
    const slots = Object.fromEntries(
      Object.entries(flow.slots ?? {}).map(([id, slot]) => [id, worded(slot, ['ask', 'again', 'invalid'])]),
    );
    const business = !flow.pattern && !name.startsWith('part-');
    return stringify({
      ...flow,
      slots: business ? { extra: EXTRA, ...slots } : slots,
      steps: [...(business ? [{ ask: 'extra' }] : []), { say: mark }, ...steps],
    });
  }

  function renamed(given: Tree): Tree {
    if (removed.includes(String(given.link))) return renamed({ say: '。', id: given.id, next: given.next });
    // An `ask` step names its slot; its own wording is under `text`.
    const step = worded(given, ['say', 'confirm', ...('ask' in given ? ['text'] : [])]);
    for (const key of ['id', 'next']) if (step[key]) step[key] = `later-${step[key]}`;
    for (const key of ['no', 'then', 'else']) if (step[key]) step[key] = (step[key] as Tree[]).map(renamed);
    if (step.branch) step.branch = (step.branch as Tree[]).map(renamed);
    if (step.on)
      step.on = Object.fromEntries(
        Object.entries(step.on as Record<string, Tree[]>).map(([k, v]) => [k, v.map(renamed)]),
      );
    return step;
  }

  function worded(tree: Tree, keys: string[]): Tree {
    const changed = { ...tree };
    for (const key of keys) if (tree[key]) changed[key] = marked(tree[key] as Words);
    return changed;
  }

  function marked(words: Words): Words {
    if (typeof words === 'string') return mark + words;
    return { text: mark + words.text, spoken: mark + words.spoken };
  }
}
