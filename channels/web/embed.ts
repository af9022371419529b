/**
 * Owns the launcher that one script tag puts into a host page:
 * `<script src="https://HOST/embed.js" data-title="在线客服" data-position="left" data-token-url="/chat-token" async></script>`.
 * `data-token-url` is an address of the host's own back end that answers `{"token": "…"}`, got there with the secret from
 * `/v3/directline/tokens/generate`; without it the customer is anonymous.
 */

const script = document.currentScript as HTMLScriptElement;
const home = new URL('.', script.src);
const { title = '95598 智能客服', position = 'right', tokenUrl } = script.dataset;

const BUBBLE = 'M5 6.5h14v9.5h-7.5L7.5 19v-3H5V6.5ZM9 10h6M9 12.8h4';
const ARROW = 'm7 10 5 5 5-5';

/** Inside a shadow root the host's styles cannot reach in, and constructed sheets pass a strict style policy. */
const LOOKS = `
:host { all: initial; position: fixed; z-index: 2147483000; bottom: max(20px, env(safe-area-inset-bottom)); ${position === 'left' ? 'left' : 'right'}: 20px; }
button { position: relative; display: grid; place-items: center; width: 60px; height: 60px; margin: 0; padding: 0; border: 0; border-radius: 50%;
  background: linear-gradient(165deg, #007b71, #005a53); color: #fff; cursor: pointer; box-shadow: 0 6px 24px rgb(0 60 55 / 35%); }
button:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px #005a53; }
svg { width: 32px; height: 32px; fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
i { position: absolute; top: -4px; right: -4px; min-width: 22px; padding: 0 5px; box-sizing: border-box; border-radius: 11px; background: #c4281c;
  font: 600 13px/22px system-ui, sans-serif; text-align: center; }
i[hidden], iframe[hidden] { display: none; }
iframe { position: absolute; bottom: 76px; ${position === 'left' ? 'left' : 'right'}: 0; width: 400px; height: min(680px, calc(100vh - 120px)); border: 0; border-radius: 18px;
  background: #f3f5f6; box-shadow: 0 16px 56px rgb(10 40 44 / 30%); color-scheme: normal; }
@media (max-width: 480px) { iframe { position: fixed; inset: 0; width: 100%; height: 100%; border-radius: 0; z-index: 1; } }
`;

const host = document.createElement('div');
const root = host.attachShadow({ mode: 'open' });
const sheet = new CSSStyleSheet();
sheet.replaceSync(LOOKS);
root.adoptedStyleSheets = [sheet];

const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
svg.setAttribute('viewBox', '0 0 24 24');
svg.setAttribute('aria-hidden', 'true');
svg.append(path);
const badge = document.createElement('i');
const button = document.createElement('button');
button.type = 'button';
button.append(svg, badge);
root.append(button);

let frame: HTMLIFrameElement | undefined;

/** The page is loaded when it is first wanted, not before. */
function makeFrame(): HTMLIFrameElement {
  const made = document.createElement('iframe');
  made.title = title;
  made.allow = 'geolocation';
  made.src = new URL(tokenUrl ? './?token=host' : './', home).href;
  root.prepend(made);
  return made;
}

function show(open: boolean): void {
  if (open) frame ??= makeFrame();
  if (frame) frame.hidden = !open;
  path.setAttribute('d', open ? ARROW : BUBBLE);
  button.setAttribute('aria-expanded', String(open));
  button.setAttribute('aria-label', open ? `收起${title}` : `打开${title}`);
  if (open) showUnread(0);
  (open ? frame : button)?.focus();
}

function showUnread(count: number): void {
  badge.hidden = count === 0;
  badge.textContent = count > 99 ? '99+' : String(count);
}

async function sendToken(): Promise<void> {
  const token = await fetchToken();
  frame?.contentWindow?.postMessage({ type: 'grid-chat:token', token }, home.origin);
}

async function fetchToken(): Promise<string | null> {
  try {
    const response = await fetch(tokenUrl ?? '', { method: 'POST', credentials: 'same-origin' });
    const { token } = (await response.json()) as { token?: unknown };
    return typeof token === 'string' ? token : null;
  } catch {
    return null;
  }
}

window.addEventListener(
  'message',
  ({ source, origin, data }: MessageEvent<{ type?: unknown; count?: unknown }>) => {
    if (!frame || source !== frame.contentWindow || origin !== home.origin) return;
    if (data?.type === 'grid-chat:token-please') void sendToken();
    if (data?.type === 'grid-chat:close') show(false);
    if (data?.type === 'grid-chat:unread') showUnread(frame.hidden ? Number(data.count) || 0 : 0);
  },
);
root.addEventListener('keydown', (event) => {
  if ((event as KeyboardEvent).key === 'Escape' && frame && !frame.hidden) show(false);
});
button.addEventListener('click', () => show(!frame || frame.hidden));

showUnread(0);
path.setAttribute('d', BUBBLE);
button.setAttribute('aria-expanded', 'false');
button.setAttribute('aria-label', `打开${title}`);
if (document.body) document.body.append(host);
else document.addEventListener('DOMContentLoaded', () => document.body.append(host));
