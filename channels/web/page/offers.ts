/** Owns what the robot offers to be tapped: quick replies, the input that it asks for, the services of the greeting. */
import { h, onTap } from '../../page/dom.ts';
import { type IconName, icon } from './icons.ts';
import { drawRating } from './rating.ts';
import { choiceMessage, type Outgoing, type WireActivity } from './wire.ts';

interface Handlers {
  choose(choice: Outgoing): void;
  rate(rating: Outgoing): void;
  ask(what: 'image' | 'location'): void;
}

/** What stands under the last answer and goes away when the conversation goes on; undefined when there is nothing. */
export function drawOffers(activity: WireActivity, handlers: Handlers): HTMLElement | undefined {
  const { wants } = activity.channelData ?? {};
  const chips = actionsOf(activity).map(({ title, value }) =>
    h(
      'button',
      { type: 'button', class: 'chip', onclick: () => handlers.choose(choiceMessage(title, value)) },
      title,
    ),
  );
  if (wants === 'image') chips.unshift(drawAsk('camera', '拍照或选照片', () => handlers.ask('image')));
  if (wants === 'location') chips.unshift(drawAsk('pin', '发送位置', () => handlers.ask('location')));
  if (!chips.length && wants !== 'rating') return undefined;
  const offers = h('div', { class: 'offers' });
  if (chips.length)
    offers.append(h('div', { class: 'chips', role: 'group', 'aria-label': '快捷回复' }, ...chips));
  if (wants === 'rating') offers.append(drawRating((rating) => handlers.rate(rating)));
  return offers;
}

function drawAsk(sign: IconName, label: string, ask: () => void): HTMLButtonElement {
  return h('button', { type: 'button', class: 'chip ask', onclick: ask }, icon(sign), label);
}

/** The services of the greeting; they stay, for they can be asked for at any time. */
export function drawTiles(activity: WireActivity, choose: (choice: Outgoing) => void): HTMLElement {
  const tiles = actionsOf(activity).map(({ title, value }) => {
    const tile = h('button', { type: 'button', class: 'tile' }, icon(signFor(title)), h('span', {}, title));
    onTap(tile, () => choose(choiceMessage(title, value)));
    return tile;
  });
  return h('div', { class: 'tiles', role: 'group', 'aria-label': '常用服务' }, ...tiles);
}

function actionsOf({ suggestedActions }: WireActivity): { title: string; value: unknown }[] {
  return suggestedActions?.actions ?? [];
}

const SIGNS: [RegExp, IconName][] = [
  [/停电|报修|抢修/, 'bolt'],
  [/交|缴|付|余额/, 'wallet'],
  [/查|账单|电费/, 'bill'],
  [/桩|报装|开户|新装/, 'plug'],
  [/价/, 'tag'],
  [/人工/, 'headset'],
];

function signFor(title: string): IconName {
  return SIGNS.find(([words]) => words.test(title))?.[1] ?? 'chat';
}
