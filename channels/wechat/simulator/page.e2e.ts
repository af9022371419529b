/** The phone in the browser: what a person does on it reaches the account, and what comes back can be seen and tapped. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESKTOP, launch, PHONE } from '../../web/testing/browser.ts';
import { pngPhoto } from '../../web/testing/photo.ts';
import { type RunningPlatform, startPlatform } from './server.ts';
import { phonePage } from './site.ts';
import { readXml, writeXml } from './xml.ts';

let running: RunningPlatform;
let account: Server;
let browser: Browser;
const heard: Record<string, unknown>[] = [];

beforeAll(async () => {
  account = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const message = readXml(Buffer.concat(chunks).toString()) as Record<string, string>;
    heard.push(message);
    const Content = `收到${message.Content ?? message.EventKey}\n<a href="weixin://bizmsgmenu?msgmenucontent=很满意&msgmenuid=5">很满意</a><b>`;
    const reply = { ToUserName: message.FromUserName!, FromUserName: message.ToUserName!, CreateTime: 1 };
    response.setHeader('content-type', 'text/xml');
    response.end(writeXml({ ...reply, MsgType: 'text', Content }));
  });
  await new Promise<void>((resolve) => account.listen(0, '127.0.0.1', resolve));
  running = await startPlatform({ account: { mode: 'plain' } }, await phonePage());
  running.platform.webhook = `http://127.0.0.1:${(account.address() as AddressInfo).port}/wechat`;
  running.platform.menu = [
    { name: '查询', children: [{ name: '查电费', type: 'click', key: 'say:查电费' }] },
    { name: '人工', type: 'click', key: 'say:转人工' },
  ];
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await running?.close();
  account?.close();
});

describe.each([
  ['phone', PHONE],
  ['desktop', DESKTOP],
])('on a %s', (name, size) => {
  it('one follows, taps the menu, writes, taps a link, scans and sends a photo', async () => {
    running.platform.person(name, '小张', false);
    const context = await browser.newContext({ locale: 'zh-CN', ...size });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (line) => line.type() === 'error' && problems.push(line.text()));
    await page.goto(`${running.origin}/#${name}`);
    const last = () => heard.findLast(({ FromUserName }) => FromUserName === name);

    await page.getByRole('button', { name: '关注公众号' }).click();
    await expect.poll(last).toMatchObject({ Event: 'subscribe' });
    await page.getByRole('button', { name: '查询' }).click();
    await page.getByRole('menuitem', { name: '查电费' }).click();
    await expect.poll(last).toMatchObject({ Event: 'CLICK', EventKey: 'say:查电费' });
    await page.getByRole('log').getByText('收到say:查电费').waitFor();

    await page.getByRole('button', { name: '切换键盘和菜单' }).click();
    await page.getByLabel('发消息').fill('<b>我家</b>停电了');
    await page.keyboard.press('Enter');
    await expect.poll(last).toMatchObject({ MsgType: 'text', Content: '<b>我家</b>停电了' });
    await page.getByRole('log').getByText('收到<b>我家</b>停电了').waitFor();
    await page.getByRole('button', { name: '很满意' }).last().click();
    await expect.poll(last).toMatchObject({ Content: '很满意', bizmsgmenuid: '5' });

    await page.getByRole('button', { name: '照片、位置、语音、扫一扫' }).click();
    await page.getByRole('button', { name: '扫一扫', exact: true }).click();
    await page.getByRole('button', { name: /张伟/ }).click();
    await expect.poll(last).toMatchObject({ Event: 'SCAN', EventKey: 'bind_3201000000017' });
    await page.setInputFiles('#album', { name: 'm.png', mimeType: 'image/png', buffer: pngPhoto(90, 60) });
    await expect
      .poll(last)
      .toMatchObject({ MsgType: 'image', PicUrl: expect.stringContaining(running.origin) });
    const picture = page.getByRole('img', { name: '图片' });
    await expect
      .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(0);

    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    expect(problems).toEqual([]);
    await context.close();
  });
});
