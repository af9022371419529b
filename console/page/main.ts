/** The desk page: who waits, the conversation so far, and what the agent says. Asks the server every two seconds. */

interface Waiting {
  conversationId: string;
  reason: string;
  summary: string | null;
  priority: boolean;
  at: string;
  channel: string;
  handoff: { status: 'queued' | 'active' };
}
interface Entry {
  seq: number;
  type: string;
  data: {
    input?: { kind: string; text?: string; label?: string; value?: string; url?: string };
    reply?: { text: string };
    from?: string;
    at?: string;
  };
}

const POLL = 2_000;
const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
let chosen: string | null = null;
let seen = 0;
let summaryOf = new Map<string, Waiting>();

async function call<T>(path: string, method = 'GET', body?: unknown): Promise<T> {
  const headers: Record<string, string> = { 'x-console': '1', 'idempotency-key': crypto.randomUUID() };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const response = await fetch(`/api${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = (await response.json().catch(() => ({}))) as T & { error?: string };
  if (response.status === 401 && path !== '/session') show(false);
  if (!response.ok) throw new Error(answer.error ?? '网络不通，请稍后再试。');
  return answer;
}

function show(signedIn: boolean): void {
  element('desk').hidden = !signedIn;
  element('sign-in').hidden = signedIn;
}

function add(parent: HTMLElement, tag: string, text: string, className = ''): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  parent.append(made);
  return made;
}

async function refreshQueue(): Promise<void> {
  const waiting = await call<Waiting[]>('/desk');
  summaryOf = new Map(waiting.map((w) => [w.conversationId, w]));
  const list = element('queue');
  list.replaceChildren();
  for (const one of waiting) {
    const button = document.createElement('button');
    button.setAttribute('aria-current', String(one.conversationId === chosen));
    add(button, 'div', one.reason, one.priority ? 'urgent' : '');
    add(
      button,
      'small',
      `${one.channel} · ${one.handoff.status === 'queued' ? '等待中' : '服务中'} · ${one.at.slice(11, 16)}`,
    );
    button.onclick = () => void choose(one.conversationId);
    const item = document.createElement('li');
    item.append(button);
    list.append(item);
  }
  element('empty').hidden = waiting.length > 0;
}

async function choose(id: string): Promise<void> {
  chosen = id;
  seen = 0;
  element('log').replaceChildren();
  element('choose').hidden = true;
  element('conversation').hidden = false;
  await refresh();
}

async function refreshLog(): Promise<void> {
  if (!chosen) return;
  const { events } = await call<{ events: Entry[] }>(`/desk/${encodeURIComponent(chosen)}?after=${seen}`);
  const waiting = summaryOf.get(chosen);
  element('summary').textContent = waiting
    ? `${waiting.reason}${waiting.summary ? `｜${waiting.summary}` : ''}`
    : '这位客户已经回到机器人。';
  const log = element('log');
  for (const event of events) {
    seen = Math.max(seen, event.seq);
    addEntry(log, event);
  }
  if (events.length) log.scrollTop = log.scrollHeight;
}

function addEntry(log: HTMLElement, { type, data }: Entry): void {
  const { input } = data;
  if (type === 'message.in') {
    if (input?.kind === 'event') return;
    const words =
      input?.text ?? input?.label ?? input?.value ?? (input?.kind === 'image' ? '［图片］' : '［其他内容］');
    add(log, 'li', words, 'in');
  } else if (type === 'message.out')
    add(log, 'li', data.reply?.text ?? '', data.from === 'agent' ? 'agent' : 'robot');
  else
    add(
      log,
      'li',
      type === 'handoff'
        ? '—— 转人工 ——'
        : type === 'handoff.taken'
          ? '—— 座席接入 ——'
          : '—— 人工服务结束 ——',
      'note',
    );
}

async function refresh(): Promise<void> {
  try {
    await refreshQueue();
    await refreshLog();
    element('error').textContent = '';
  } catch (error) {
    element('error').textContent = (error as Error).message;
  }
}

async function act(body: unknown): Promise<void> {
  if (!chosen) return;
  try {
    await call(`/desk/${encodeURIComponent(chosen)}/acts`, 'POST', body);
    await refresh();
  } catch (error) {
    element('error').textContent = (error as Error).message;
  }
}

element<HTMLFormElement>('sign-in').onsubmit = async (event) => {
  event.preventDefault();
  const form = new FormData(event.target as HTMLFormElement);
  try {
    await call('/session', 'POST', { user: form.get('user'), password: form.get('password') });
    show(true);
    await refresh();
  } catch (error) {
    element('sign-in-error').textContent = (error as Error).message;
  }
};
element('sign-out').onclick = async () => {
  await call('/session', 'DELETE');
  show(false);
};
element('take').onclick = () => void act({ do: 'take' });
element('hand-back').onclick = () => void act({ do: 'handBack' });
element<HTMLFormElement>('reply').onsubmit = async (event) => {
  event.preventDefault();
  const box = (event.target as HTMLFormElement).elements.namedItem('text') as HTMLTextAreaElement;
  const text = box.value.trim();
  if (!text) return;
  box.value = '';
  await act({ do: 'reply', text });
};
element<HTMLFormElement>('reply').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  element<HTMLFormElement>('reply').requestSubmit();
});

setInterval(() => {
  if (!element('desk').hidden) void refresh();
}, POLL);
call('/session').then(
  () => {
    show(true);
    void refresh();
  },
  () => show(false),
);
