/** The page on a bad line: waiting, restarts, closed sockets, no server at all. */
import { describe, expect, it } from 'vitest';
import { bubbles, say } from './testing/browser.ts';
import { setStage } from './testing/stage.ts';

const stage = setStage();
const { open } = stage;

describe('while one waits', () => {
  it('dots show that an answer is coming, and a full robot is said to be so', async () => {
    const { page } = await open();
    let busy = true;
    await page.route('**/activities', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      if (busy) return route.fulfill({ status: 429, headers: { 'Retry-After': '1' }, json: {} });
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await route.continue();
    });
    await say(page, '居民用电多少钱一度');
    await page.getByText('咨询的人多，正在排队发送').waitFor();
    busy = false;
    await page.getByText('正在输入').waitFor({ state: 'attached' });
    await expect.poll(async () => (await bubbles(page)).at(-1)).toMatch(/^客服：.*元/s);
    expect(await page.getByText('正在输入').count()).toBe(0);
  });

  it('what cannot be sent says why, and is sent by a tap when it can', async () => {
    const { page } = await open();
    await page.route('**/activities', (route) => route.fulfill({ status: 403, json: {} }));
    await page.route('**/tokens/refresh', (route) => route.fulfill({ status: 404, json: {} }));
    await say(page, '居民用电多少钱一度');
    const retry = page.getByRole('button', { name: '未发送，点此重试' });
    await retry.waitFor();
    await page.unrouteAll();
    await retry.click();
    await expect.poll(async () => (await bubbles(page)).at(-1)).toMatch(/^客服：.*元/s);
    expect((await bubbles(page)).filter((line) => line.startsWith('我：'))).toHaveLength(1);
  });
});

describe('a bad line', () => {
  it('while the server restarts messages wait, and arrive once', async () => {
    const { page } = await open();
    await say(page, '充电桩怎么报装');
    await expect.poll(async () => (await bubbles(page)).length).toBeGreaterThanOrEqual(3);
    await stage.product.stop();
    await page.getByText('网络断开了，正在自动重连').waitFor();
    await say(page, '你们几点上班');
    await page.getByText('等待网络，恢复后自动发送').waitFor();
    await stage.product.start();
    await expect.poll(async () => (await bubbles(page)).at(-1), { timeout: 60_000 }).toMatch(/^客服：/);
    const after = await bubbles(page);
    expect(after.filter((line) => line === '我：你们几点上班')).toHaveLength(1);
    await page.reload();
    await page.getByText('以上是历史消息').waitFor();
    expect(await bubbles(page)).toEqual(after);
  });

  it('what could not be sent before the page was closed is sent when it is opened again', async () => {
    const { page, context } = await open();
    await page.route('**/activities', (route) => route.abort());
    await say(page, '我要报修');
    await page.getByText('等待网络').waitFor();
    await page.close();
    const again = await context.newPage();
    await again.goto(stage.product.origin);
    await expect.poll(async () => (await bubbles(again)).length).toBeGreaterThanOrEqual(3);
    expect((await bubbles(again)).filter((line) => line === '我：我要报修')).toHaveLength(1);
  });

  it('where WebSockets are not let through, the page polls', async () => {
    const { page, context } = await open();
    await page.close();
    const polled = await context.newPage();
    await polled.routeWebSocket(/stream/, (ws) => ws.close());
    await polled.goto(stage.product.origin);
    await polled.getByText('在线').first().waitFor();
    await say(polled, '居民用电多少钱一度');
    await expect
      .poll(async () => (await bubbles(polled)).at(-1), { timeout: 20_000 })
      .toMatch(/^客服：.*元/s);
  });

  it('when the server cannot be reached at all, the page says what to do, and recovers by itself', async () => {
    const { page, context } = await open();
    await page.close();
    const blocked = await context.newPage();
    await blocked.route('**/webchat/token', (route) => route.abort());
    await blocked.goto(stage.product.origin);
    await blocked.getByRole('alert').getByText('请检查手机网络或 Wi-Fi').waitFor();
    await blocked.unroute('**/webchat/token');
    await blocked.getByRole('button', { name: '重试' }).click();
    await blocked.getByRole('button', { name: '停电报修' }).first().waitFor();
    expect(await blocked.getByText('请检查手机网络').isVisible()).toBe(false);
  });

  it('a conversation that the server no longer knows is replaced by a new one, and the customer told so', async () => {
    const { page } = await open();
    await page.evaluate(() => {
      const kept = JSON.parse(localStorage.getItem('grid-assistant')!);
      kept.conversation = { id: '00000000000000000000000000000000', resume: 'a.b.c' };
      localStorage.setItem('grid-assistant', JSON.stringify(kept));
    });
    await page.reload();
    await page.getByText('之前的会话已过期，已为您开始新会话').waitFor();
  });
});
