/** Owns the conversation on the screen: what came, what was sent, time stamps, typing sign, quick replies. */

import { h } from '../../page/dom.ts';
import { drawContent, drawNotice, drawPicture, drawPlace, drawRow, speakerOf } from './bubble.ts';
import { icon } from './icons.ts';
import { drawOffers, drawTiles } from './offers.ts';
import type { SendState } from './outbox.ts';
import { ratingWords } from './rating.ts';
import { stamp, startsGroup } from './time.ts';
import type { Outgoing, WireActivity } from './wire.ts';

interface Handlers {
  send(activity: Outgoing): void;
  retry(clientActivityID: string): void;
  ask(what: 'image' | 'location'): void;
  showPicture(url: string): void;
}

/** How far above the end the reader may be to be carried along, in pixels. */
const NEAR = 120;

export class Log {
  readonly #list: HTMLElement;
  readonly #scroller: HTMLElement;
  readonly #spoken: HTMLElement;
  readonly #newer: HTMLElement;
  readonly #handlers: Handlers;
  readonly #typing = drawTyping();
  readonly #seen = new Set<string>();
  readonly #mine = new Map<string, HTMLElement>();
  /** While the greeting's services are in view, the page need not offer them a second time. */
  readonly #tilesSeen = new IntersectionObserver((entries) => {
    document.body.toggleAttribute('data-tiles', entries.at(-1)?.isIntersecting === true);
  });
  /** An offer is taken once: with it all offers go. */
  readonly #offering = {
    choose: (choice: Outgoing) => {
      if (!this.#offers) return;
      this.#withdrawOffers();
      this.#handlers.send(choice);
    },
    rate: (rating: Outgoing) => this.#handlers.send(rating),
    ask: (what: 'image' | 'location') => this.#handlers.ask(what),
  };
  #following = true;
  #scrollTop = 0;
  #last: Date | undefined;
  #offers: HTMLElement | undefined;

  constructor(
    parts: { list: HTMLElement; scroller: HTMLElement; spoken: HTMLElement; newer: HTMLElement },
    handlers: Handlers,
  ) {
    this.#list = parts.list;
    this.#scroller = parts.scroller;
    this.#spoken = parts.spoken;
    this.#newer = parts.newer;
    this.#handlers = handlers;
    parts.newer.addEventListener('click', () => this.toEnd());
    parts.scroller.addEventListener('scroll', () => this.#scrolled());
    const grown = new ResizeObserver(() => this.#following && this.toEnd(true));
    grown.observe(parts.scroller);
    grown.observe(parts.list);
  }

  /** Shows activities from the server, each once. @returns how many are the other side's and new */
  receive(activities: WireActivity[], isHistory: boolean): number {
    const follow = isHistory || this.#following;
    let news = 0;
    for (const activity of activities) {
      if (this.#seen.has(activity.id)) continue;
      this.#seen.add(activity.id);
      if (activity.from.role === 'user') this.#receiveOwn(activity);
      else if (this.#receiveAnswer(activity)) news++;
    }
    if (news && !isHistory) this.#announce(activities);
    if (follow) this.toEnd(isHistory);
    else if (news) this.#newer.hidden = false;
    return isHistory ? 0 : news;
  }

  /** Shows what the customer has just sent, before the server knows of it. */
  showSending(activity: Outgoing, picture?: string): void {
    if (this.#mine.has(activity.channelData.clientActivityID)) return;
    this.#withdrawOffers();
    const row = ownRow(activity, picture ? [drawPicture(picture, this.#handlers.showPicture)] : undefined);
    if (!row) return;
    row.append(h('p', { class: 'state', role: 'status' }));
    this.#mine.set(activity.channelData.clientActivityID, row);
    this.#add(row, new Date());
    this.toEnd();
  }

  setState({ channelData: { clientActivityID } }: Outgoing, state: SendState, words = ''): void {
    const row = this.#mine.get(clientActivityID);
    const line = row?.querySelector<HTMLElement>('.state');
    if (!row || !line) return;
    row.dataset.state = state;
    line.replaceChildren();
    if (state === 'sending') line.append('发送中…');
    if (state === 'waiting') line.append(words);
    if (state === 'sent') line.append('已送达');
    if (state === 'failed') {
      const retry = () => this.#handlers.retry(clientActivityID);
      line.append(h('button', { type: 'button', class: 'retry', onclick: retry }, icon('alert'), words));
    }
  }

  /** The dots: somebody is about to answer. */
  setTyping(typing: boolean): void {
    if (!typing) this.#typing.remove();
    if (!typing || this.#typing.isConnected) return;
    this.#list.append(this.#typing);
    if (this.#following) this.toEnd();
  }

  /** A line between messages. */
  notice(text: string, className = ''): void {
    const line = drawNotice(text);
    if (className) line.classList.add(className);
    this.#list.append(line);
    this.toEnd(true);
  }

  /** Whether the customer has said anything here. */
  get begun(): boolean {
    return this.#mine.size > 0;
  }

  clear(): void {
    this.#tilesSeen.disconnect();
    this.#list.replaceChildren();
    this.#seen.clear();
    this.#mine.clear();
    this.#last = undefined;
    this.#offers = undefined;
  }

  toEnd(atOnce = false): void {
    this.#following = true;
    this.#newer.hidden = true;
    const calm = atOnce || matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#scroller.scrollTo({ top: this.#scroller.scrollHeight, behavior: calm ? 'auto' : 'smooth' });
  }

  #receiveOwn(activity: WireActivity): void {
    const ownId = activity.channelData?.clientActivityID;
    if (ownId && this.#mine.has(ownId)) return;
    const pictures = activity.attachments?.length
      ? drawContent(activity, this.#handlers.showPicture)
      : undefined;
    const row = ownRow(activity, pictures);
    if (!row) return;
    if (ownId) this.#mine.set(ownId, row);
    this.#withdrawOffers();
    this.#add(row, new Date(activity.timestamp));
  }

  #receiveAnswer(activity: WireActivity): boolean {
    if (activity.type !== 'message') return false;
    const content = drawContent(activity, this.#handlers.showPicture);
    const isWelcome = activity.replyToId === 'start';
    this.#withdrawOffers();
    if (isWelcome && activity.suggestedActions) content.push(this.#showTiles(activity));
    const row = drawRow(speakerOf(activity), ...content);
    this.#add(row, new Date(activity.timestamp));
    const offers = isWelcome ? undefined : drawOffers(activity, this.#offering);
    if (offers) {
      this.#offers = offers;
      row.after(offers);
    }
    return true;
  }

  #showTiles(activity: WireActivity): HTMLElement {
    const tiles = drawTiles(activity, (choice) => this.#handlers.send(choice));
    this.#tilesSeen.observe(tiles);
    return tiles;
  }

  #withdrawOffers(): void {
    this.#offers?.remove();
    this.#offers = undefined;
  }

  #add(row: HTMLElement, at: Date): void {
    if (startsGroup(this.#last, at)) {
      const time = h('time', { class: 'stamp', datetime: at.toISOString() }, stamp(at, new Date()));
      this.#list.append(time);
    }
    this.#last = at;
    this.#list.append(row);
    if (this.#typing.isConnected) this.#list.append(this.#typing);
  }

  #announce(activities: WireActivity[]): void {
    const words = activities.filter(({ from }) => from.role === 'bot').map(({ text }) => text ?? '');
    this.#spoken.textContent = `客服说：${words.join('。')}`;
  }

  /** The reader who scrolls up is left there; who is near the end is carried along. */
  #scrolled(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    const atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    if (atEnd) this.#newer.hidden = true;
    if (atEnd || scrollTop < this.#scrollTop) this.#following = atEnd;
    this.#scrollTop = scrollTop;
  }
}

/** The row of the customer's own message, or null for what is only noted (a start). */
function ownRow(activity: Outgoing | WireActivity, pictures?: HTMLElement[]): HTMLElement | null {
  if (activity.name === 'rating') return drawNotice(ratingWords(activity.value));
  if (activity.name === 'location') return drawRow('me', drawPlace(activity.value));
  if (pictures) return drawRow('me', ...pictures);
  if (!activity.text) return null;
  return drawRow('me', h('div', { class: 'bubble' }, h('p', { class: 'words' }, activity.text)));
}

function drawTyping(): HTMLElement {
  const dots = h(
    'div',
    { class: 'bubble typing' },
    h('i'),
    h('i'),
    h('i'),
    h('span', { class: 'sr' }, '正在输入'),
  );
  return drawRow('robot', dots);
}
