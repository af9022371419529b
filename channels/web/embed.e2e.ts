/** The launcher in a host page with a strict content policy, for anonymous customers and for those whom the host vouches for. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bubbles, DESKTOP, PHONE, say } from './testing/browser.ts';
import { type HostSite, startHostSite } from './testing/host-site.ts';
import { setStage } from './testing/stage.ts';

const SECRET = 'secret-of-the-host';
const stage = setStage({ DIRECTLINE_SECRET: SECRET });
let host: HostSite;
beforeAll(async () => {
  host = await startHostSite(stage.product.origin, SECRET);
});
afterAll(async () => {
  await host?.close();
});

async function openChat(path: string, size: object) {
  const context = await stage.browser.newContext({ locale: 'zh-CN', ...size });
  const page = await context.newPage();
  await page.goto(host.origin + path);
  await page.getByRole('button', { name: '打开在线客服' }).click();
  return { page, chat: await chatOf(page) };
}

async function chatOf(page: Page): Promise<Page> {
  const frame = await (await page.waitForSelector('iframe[title="在线客服"]')).contentFrame();
  // What a test does in a page it can do in a frame; playwright types them apart.
  const chat = frame as unknown as Page;
  await chat.getByRole('button', { name: '停电报修' }).first().waitFor();
  return chat;
}

describe.each([
  ['phone', PHONE],
  ['desktop', DESKTOP],
])('one script tag in a host page, on a %s', (_name, size) => {
  it('opens the chat, answers, closes, and remembers after a reload', async () => {
    const { page, chat } = await openChat('/anonymous', size);
    await say(chat, '居民用电多少钱一度');
    await expect.poll(async () => (await bubbles(chat)).length).toBeGreaterThan(2);
    const before = await bubbles(chat);
    await chat.getByRole('button', { name: '收起客服窗口' }).click();
    await page.getByRole('button', { name: '打开在线客服' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: '打开在线客服' }).click();
    const again = await chatOf(page);
    await again.getByText('以上是历史消息').waitFor();
    expect(await bubbles(again)).toEqual(before);
  });
});

it('a customer whom the host’s back end vouches for is not asked for the account', async () => {
  const { page, chat } = await openChat('/signed-in', DESKTOP);
  await say(chat, '我上个月电费多少');
  await chat.getByText('243.45元').first().waitFor();
  const before = await bubbles(chat);
  await page.reload();
  await page.getByRole('button', { name: '打开在线客服' }).click();
  await expect.poll(async () => bubbles(await chatOf(page))).toEqual(before);
});

it('with a secret set, nobody opens a conversation of Direct Line without it, but the page still serves everybody', async () => {
  expect(
    (await fetch(`${stage.product.origin}/v3/directline/conversations`, { method: 'POST' })).status,
  ).toBe(401);
  const page = await stage.browser.newPage();
  await page.goto(stage.product.origin);
  await page.getByRole('button', { name: '停电报修' }).first().waitFor();
});
