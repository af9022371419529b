/** The launcher in a host page with a strict content policy, for anonymous customers and for those whom the host vouches for. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bubbles, DESKTOP, launch, PHONE, say } from './testing/browser.ts';
import { type HostSite, startHostSite } from './testing/host-site.ts';
import { type Product, startProduct } from './testing/product.ts';

const SECRET = 'secret-of-the-host';
let product: Product;
let browser: Browser;
let host: HostSite;
beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct({ DIRECTLINE_SECRET: SECRET }), launch()]);
  host = await startHostSite(product.origin, SECRET);
});
afterAll(async () => {
  await browser?.close();
  await host?.close();
  await product?.end();
});

async function openChat(path: string, size: object) {
  const context = await browser.newContext({ locale: 'zh-CN', ...size });
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
  expect((await fetch(`${product.origin}/v3/directline/conversations`, { method: 'POST' })).status).toBe(401);
  const page = await browser.newPage();
  await page.goto(product.origin);
  await page.getByRole('button', { name: '停电报修' }).first().waitFor();
});
