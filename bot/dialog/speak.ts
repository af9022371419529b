/** How the engine puts words out: replies rendered from texts of flows and from the common replies. */
import type { RenderedAnswer } from '../../knowledge/mod.ts';
import type { Reply, ReplyOption } from '../types.ts';
import { aspectOf, passageOn } from './aspects.ts';
import { baseScope, type Draft } from './context.ts';
import { evaluate, type Scope } from './expression.ts';
import type { CardSpec, OptionsSpec, Text } from './flow.ts';
import { fill, type Mode, render } from './template.ts';

export interface Extras {
  options?: ReplyOption[] | undefined;
  card?: Reply['card'];
  link?: Reply['link'];
  wants?: Reply['wants'];
}

/** Puts out one bubble. */
export function say(draft: Draft, text: Text, scope: Scope, extras: Extras = {}): void {
  const reply: Reply = { text: render(text, 'text', scope), spoken: render(text, 'spoken', scope) };
  if (extras.options?.length) reply.options = extras.options;
  if (extras.card) reply.card = extras.card;
  if (extras.link) reply.link = extras.link;
  if (extras.wants) reply.wants = extras.wants;
  draft.replies.push(reply);
}

/** Puts out a common reply by name, with values for its placeholders. */
export function sayCommon(draft: Draft, name: string, values: Scope = {}, extras: Extras = {}): void {
  const text = draft.context.replies[name];
  if (text === undefined) throw new Error(`no common reply "${name}" in bot/flows/replies.yaml`);
  say(draft, text, { ...baseScope(draft), ...values }, extras);
}

/**
 * Puts out an article, with its source and the act it offers; once in a step, whoever asks for it again.
 * @param asked the question: of an article that was told before, only what it asks for is told
 */
export function sayArticle(draft: Draft, article: RenderedAnswer, offerAct: boolean, asked = ''): void {
  if (draft.log.some((e) => e.type === 'answered' && e.data.topic === article.topic)) return;
  const { memory } = draft.state;
  const passage = memory.told?.includes(article.topic) ? passageOf(article, asked) : null;
  memory.told = [...new Set([...(memory.told ?? []), article.topic])];
  memory.topic = article.topic;
  draft.log.push({ type: 'answered', data: { topic: article.topic, version: article.version } });
  if (passage) {
    draft.replies.push({ ...passage, source: sourceOf(article) });
    return;
  }
  const offer = offerAct && article.offer ? article.offer : '';
  const intent = article.flow?.replace('-', '.') ?? null;
  const offered = offer && intent ? intent : null;
  const { flows, intents } = draft.context;
  draft.replies.push({
    text: offer ? `${article.text}\n${offer}` : article.text,
    spoken: article.spoken + offer,
    source: sourceOf(article),
    ...(offered
      ? {
          options: [
            {
              label: flows.byIntent(offered)?.name ?? intents.get(offered)?.name ?? '好的',
              value: `intent:${offered}`,
            },
          ],
        }
      : {}),
  });
  draft.state.offer = offered ? { intent: offered } : null;
}

function sourceOf({ topic, version, sourceLine }: RenderedAnswer): NonNullable<Reply['source']> {
  return { topic, version, label: sourceLine };
}

/** What an article says of the one thing asked about it. */
function passageOf({ text, spoken }: RenderedAnswer, asked: string): { text: string; spoken: string } | null {
  const aspect = aspectOf(asked);
  const written = aspect && passageOn(text, aspect);
  return written ? { text: written, spoken: passageOn(spoken, aspect) ?? spoken } : null;
}

/** Options of a flow text: a list, or an expression that yields one. */
export function optionsFrom(spec: OptionsSpec | undefined, scope: Scope): ReplyOption[] | undefined {
  if (spec === undefined) return undefined;
  if (typeof spec === 'string') return (evaluate(spec, scope) as ReplyOption[] | null) ?? undefined;
  return spec.map((o) => ({
    label: fill(o.label, 'text', scope),
    value: o.intent ? `intent:${o.intent}` : fill(o.say ?? o.label, 'text', scope),
  }));
}

/** A card with its rows rendered; rows that come out empty are left out. */
export function cardFrom(spec: CardSpec, scope: Scope, mode: Mode): NonNullable<Reply['card']> {
  const rows = Object.entries(spec.rows)
    .map(([label, value]) => ({ label, value: fill(value, mode, scope) }))
    .filter((row) => row.value !== '');
  const card: NonNullable<Reply['card']> = { kind: spec.kind, title: fill(spec.title, 'text', scope), rows };
  if (spec.status) card.status = fill(spec.status, 'text', scope);
  if (spec.link) card.link = linkFrom(spec.link, scope);
  return card;
}

export function linkFrom(link: { label: string; url: string }, scope: Scope): { label: string; url: string } {
  return { label: fill(link.label, 'text', scope), url: fill(link.url, 'text', scope) };
}
