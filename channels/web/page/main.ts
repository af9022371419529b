/** The page's entry: joins the conversation on the screen with the line to the server. */

import { byId, onTap } from '../../page/dom.ts';
import { type ActivitySet, Api, RequestFailed } from './api.ts';
import { Composer } from './composer.ts';
import { Connection, type LineState } from './connection.ts';
import { Host } from './host.ts';
import { placeIcons } from './icons.ts';
import { Log } from './log.ts';
import { wireMenu } from './menu.ts';
import { Outbox } from './outbox.ts';
import { askLocation, askRating, confirmPhoto, confirmSheet, showPicture } from './sheets.ts';
import { recall, remember } from './storage.ts';
import { type Outgoing, textMessage } from './wire.ts';

/** How long an answer may take before the dots appear, in milliseconds. */
const THINKING = 350;

const host = new Host();
const api = new Api(host);
const title = document.title;
let connection: Connection | undefined;
let outbox: Outbox | undefined;
let unread = 0;

const log = new Log(
  { list: byId('messages'), scroller: byId('log'), spoken: byId('spoken'), newer: byId('newer') },
  {
    send: (activity) => send(activity),
    retry: (id) => outbox?.retry(id),
    ask: (what) => (what === 'image' ? byId('album').click() : askLocation(send)),
    showPicture,
  },
);
const composer = new Composer({
  send: (text) => send(textMessage(text)),
  photo: (file) => void confirmPhoto(file, sendPhoto),
});

function send(activity: Outgoing): void {
  if (!outbox) return;
  composer.showPanel(false);
  log.showSending(activity);
  outbox.send(activity);
}

function sendPhoto(photo: Blob): void {
  const activity = { type: 'message' as const, channelData: textMessage('').channelData };
  log.showSending(activity, URL.createObjectURL(photo));
  outbox?.send(activity, photo);
}

/** Opens the conversation and keeps it; on failure the page says what to do and tries again by itself. */
async function begin(): Promise<void> {
  document.body.dataset.line = 'connecting';
  try {
    const { lost } = await api.open();
    const { activities, watermark } = await readHistory();
    outbox = new Outbox(api, { onState: (...state) => log.setState(...state), onBusy });
    log.receive(activities, true);
    if (log.begun) log.notice('以上是历史消息', 'divider');
    if (lost) log.notice('之前的会话已过期，已为您开始新会话');
    for (const activity of outbox.restore()) log.showSending(activity);
    connection = new Connection(api, watermark, { onSet, onState });
    void connection.run();
    setOpen(true);
  } catch (error) {
    setOpen(false);
    const busy = error instanceof RequestFailed && error.status === 429;
    showTrouble(busy ? '咨询的人太多了' : '暂时连不上客服');
  }
}

/** Before the conversation is open nothing can be sent, and no control pretends that it can. */
function setOpen(open: boolean): void {
  document.body.toggleAttribute('data-opened', open);
  composer.ready = open;
  for (const control of document.querySelectorAll<HTMLButtonElement>('[data-say], #human, #plus'))
    control.disabled = !open;
  if (open) byId('trouble').hidden = true;
}

function onSet({ activities }: ActivitySet): void {
  count(log.receive(activities, false));
}

/** The conversation so far, all of it, so that nothing is shown or sent in the middle of reading. */
async function readHistory(): Promise<ActivitySet> {
  const history: ActivitySet = { activities: [], watermark: '' };
  for (;;) {
    const { activities, watermark } = await api.activities(history.watermark);
    history.activities.push(...activities);
    if (watermark === history.watermark) return history;
    history.watermark = watermark;
  }
}

function onState(state: LineState): void {
  document.body.dataset.line = state;
  if (state === 'online') outbox?.wake();
  if (state !== 'gone') return;
  restart();
}

let thinking: ReturnType<typeof setTimeout> | undefined;
function onBusy(busy: boolean): void {
  clearTimeout(thinking);
  if (busy) thinking = setTimeout(() => log.setTyping(true), THINKING);
  else log.setTyping(false);
}

function count(news: number): void {
  unread = document.visibilityState === 'visible' && document.hasFocus() ? 0 : unread + news;
  document.title = unread ? `(${unread}) ${title}` : title;
  host.unread(unread);
}

let retryAt: ReturnType<typeof setTimeout> | undefined;
function showTrouble(what: string): void {
  document.body.dataset.line = 'offline';
  byId('trouble-title').textContent = what;
  byId('trouble').hidden = false;
  clearTimeout(retryAt);
  retryAt = setTimeout(() => void begin(), 10_000);
}

/** Ends this conversation on the screen and begins another. */
function restart(): void {
  connection?.stop();
  outbox?.stop();
  outbox = undefined;
  setOpen(false);
  api.forget();
  log.clear();
  void begin();
}

function setLarge(large: boolean): void {
  document.documentElement.classList.toggle('large', large);
  byId('large').setAttribute('aria-pressed', String(large));
  remember({ large });
}

function wire(): void {
  placeIcons();
  // A region that scrolls must be reachable by keyboard.
  byId('log').tabIndex = 0;
  wireMenu();
  onTap(byId('human'), () => send(textMessage('转人工')));
  byId('large').addEventListener('click', () => setLarge(!recall().large));
  byId('restart').addEventListener('click', () =>
    confirmSheet('开始新会话', '本页的聊天记录将不再显示，已经提交的业务不受影响。', '开始新会话', restart),
  );
  byId('rate').addEventListener('click', () => askRating(send));
  byId('place').addEventListener('click', () => askLocation(send));
  byId('retry').addEventListener('click', () => void begin());
  byId('close').addEventListener('click', () => host.close());
  for (const shortcut of document.querySelectorAll<HTMLElement>('[data-say]')) {
    onTap(shortcut, () => send(textMessage(shortcut.dataset.say ?? '')));
  }
  for (const event of ['online', 'pageshow']) window.addEventListener(event, wake);
  window.addEventListener('offline', () => connection?.lose());
  window.addEventListener('focus', () => count(0));
  document.addEventListener('visibilitychange', wake);
}

/** An iPhone's keyboard covers the page instead of shrinking it: the page shrinks itself. */
function yieldToKeyboard(): void {
  const view = window.visualViewport;
  view?.addEventListener('resize', () => {
    if (view.scale !== 1) return;
    document.documentElement.style.setProperty('--height', `${view.height}px`);
    scrollTo(0, 0);
  });
}

function wake(): void {
  if (document.visibilityState !== 'visible') return;
  connection?.wake();
  outbox?.wake();
}

document.body.classList.toggle('embedded', host.embedded);
setLarge(recall().large === true);
wire();
yieldToKeyboard();
setOpen(false);
void begin();
