import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bubbles, DESKTOP, launch, PHONE, say, visit } from './testing/browser.ts';
import { pngPhoto } from './testing/photo.ts';
import { type Product, startProduct } from './testing/product.ts';

let product: Product;
let browser: Browser;
beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await product?.end();
});

const open = (options = PHONE as object) => visit(browser, product.origin, options);

describe.each([
  ['phone', PHONE],
  ['desktop', DESKTOP],
])('the page on a %s', (_name, size) => {
  it('answers about a bill with a card, and its history is there after a reload', async () => {
    const { page, problems } = await open(size);
    await page.getByRole('group', { name: '常用服务' }).getByRole('button', { name: '查电费' }).click();
    await expect.poll(() => bubbles(page)).toContainEqual(expect.stringMatching(/^客服：.*户号/));
    await say(page, '3201000000017');
    await expect.poll(async () => (await bubbles(page)).at(-1)).toMatch(/身份证|验证码/);
    await say(page, '1234');
    const card = page.getByRole('region', { name: /电费账单/ });
    await card.waitFor();
    expect(await card.textContent()).toContain('243.45元');
    const before = await bubbles(page);
    await page.reload();
    await page.getByText('以上是历史消息').waitFor();
    expect(await bubbles(page)).toEqual(before);
    await page.getByRole('region', { name: /电费账单/ }).waitFor();
    expect(problems).toEqual([]);
  });

  it('nothing stands over the edge, in normal and in large text', async () => {
    const { page } = await open(size);
    await say(page, '居民用电多少钱一度');
    await expect.poll(async () => (await bubbles(page)).length).toBeGreaterThan(2);
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: '大字' }).click();
    expect(await overflow()).toBeLessThanOrEqual(0);
    const size21 = () => page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
    expect(await size21()).toBe('21px');
    await page.reload();
    await page.getByRole('button', { name: '停电报修' }).first().waitFor();
    expect(await size21()).toBe('21px');
  });
});

describe('sending', () => {
  it('a double click sends once, and quick replies vanish when used', async () => {
    const { page } = await open();
    await page.getByRole('group', { name: '常用服务' }).getByRole('button', { name: '停电报修' }).dblclick();
    await expect.poll(async () => (await bubbles(page)).length).toBeGreaterThanOrEqual(3);
    await page.getByLabel('输入您的问题').fill('南京市鼓楼区云台路18号');
    await page.getByRole('button', { name: '发送', exact: true }).dblclick();
    const reply = page.getByRole('group', { name: '快捷回复' }).getByRole('button', { name: '只有我家' });
    await reply.dblclick();
    await expect.poll(async () => (await bubbles(page)).at(-1)).toMatch(/总开关/);
    expect(await reply.count()).toBe(0);
    const mine = (await bubbles(page)).filter((line) => line.startsWith('我：'));
    expect(mine).toEqual(['我：停电报修', '我：南京市鼓楼区云台路18号', '我：只有我家']);
  });

  it('script is shown as text and does nothing', async () => {
    const { page, problems } = await open();
    const script = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
    await say(page, script);
    await expect.poll(async () => (await bubbles(page)).length).toBeGreaterThanOrEqual(3);
    expect(await bubbles(page)).toContain(`我：${script}`);
    await page.reload();
    await page.getByText('以上是历史消息').waitFor();
    expect(await bubbles(page)).toContain(`我：${script}`);
    expect(problems).toEqual([]);
  });

  it('Enter sends, but not while pinyin is being composed; Shift+Enter makes a line', async () => {
    const { page } = await open(DESKTOP);
    const field = page.getByLabel('输入您的问题');
    await field.focus();
    await page.keyboard.type('电费');
    await field.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true });
    expect(await field.inputValue()).toBe('电费');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('多少');
    await page.keyboard.press('Enter');
    await expect.poll(() => bubbles(page)).toContain('我：电费\n多少');
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
  });
});

describe('photos, places, stars', () => {
  it('a photo is shown before it is sent, taken, and there after a reload', async () => {
    const { page, problems } = await open();
    await page.setInputFiles('#album', {
      name: 'meter.png',
      mimeType: 'image/png',
      buffer: pngPhoto(900, 600),
    });
    await page.getByRole('img', { name: '将要发送的照片' }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: '发送' }).click();
    await expect.poll(async () => (await bubbles(page)).at(-1)).toMatch(/图片收到/);
    await page.reload();
    const picture = page.getByRole('img', { name: '发送的照片' });
    await picture.waitFor();
    await expect
      .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(0);
    expect(problems).toEqual([]);
  });

  it('a file that is no photo is refused with words that help', async () => {
    const { page } = await open();
    await page.setInputFiles('#album', {
      name: 'bill.png',
      mimeType: 'image/png',
      buffer: Buffer.from('%PDF-1.7'),
    });
    await page.getByText('请选一张 JPG、PNG 或 WebP 照片').waitFor();
  });

  it('a place goes with its address, from the phone’s position or, where that is forbidden, by hand', async () => {
    const position = { latitude: 32.06, longitude: 118.78 };
    const allowed = await open({ ...PHONE, geolocation: position, permissions: ['geolocation'] });
    await sendPlace(allowed.page, '已取得位置');
    await allowed.page.locator('.place').getByText('南京市鼓楼区云台路18号').waitFor();
    const forbidden = await open();
    await sendPlace(forbidden.page, '直接写下面的地址');
    await expect.poll(() => bubbles(forbidden.page)).toContain('我：南京市鼓楼区云台路18号');
  });

  async function sendPlace(page: Awaited<ReturnType<typeof open>>['page'], told: string) {
    await page.getByRole('button', { name: '照片、位置、评价' }).click();
    await page.getByRole('button', { name: '位置', exact: true }).click();
    const sheet = page.getByRole('dialog', { name: '发送位置' });
    await sheet.getByRole('button', { name: '用我现在的位置' }).click();
    await sheet.getByText(told).waitFor();
    await sheet.getByLabel('详细地址').fill('南京市鼓楼区云台路18号');
    await sheet.getByRole('button', { name: '发送位置' }).click();
  }

  it('the robot asks for stars at the end and thanks for them once', async () => {
    const { page } = await open();
    await say(page, '再见');
    const form = page.locator('.offers .rating');
    await form.getByRole('radio', { name: /4星/ }).check({ force: true });
    await form.getByLabel('评价内容').fill('很快');
    await form.getByRole('button', { name: '提交评价' }).dblclick();
    await page.getByText('您的评价：★★★★☆ “很快”').waitFor();
    await expect.poll(async () => (await bubbles(page)).at(-1)).toMatch(/谢谢/);
    expect(await form.count()).toBe(0);
  });
});

describe('a bad line', () => {
  it('while the server restarts messages wait, and arrive once', async () => {
    const { page } = await open();
    await say(page, '充电桩怎么报装');
    await expect.poll(async () => (await bubbles(page)).length).toBeGreaterThanOrEqual(3);
    await product.stop();
    await page.getByText('网络断开了，正在自动重连').waitFor();
    await say(page, '你们几点上班');
    await page.getByText('等待网络，恢复后自动发送').waitFor();
    await product.start();
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
    await again.goto(product.origin);
    await expect.poll(async () => (await bubbles(again)).length).toBeGreaterThanOrEqual(3);
    expect((await bubbles(again)).filter((line) => line === '我：我要报修')).toHaveLength(1);
  });

  it('where WebSockets are not let through, the page polls', async () => {
    const { page, context } = await open();
    await page.close();
    const polled = await context.newPage();
    await polled.routeWebSocket(/stream/, (ws) => ws.close());
    await polled.goto(product.origin);
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
    await blocked.goto(product.origin);
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

describe('for everybody', () => {
  it('keyboard alone: tab to a service, choose it, open and leave the menu and a sheet', async () => {
    const { page } = await open(DESKTOP);
    await page.getByRole('button', { name: '更多' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    const sheet = page.getByRole('dialog', { name: '开始新会话' });
    await sheet.waitFor();
    await page.keyboard.press('Escape');
    expect(await sheet.isVisible()).toBe(false);
    await page.getByRole('group', { name: '常用服务' }).getByRole('button', { name: '查电费' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => bubbles(page)).toContain('我：查电费');
  });

  it('a new answer is told to screen readers, history is not', async () => {
    const { page } = await open();
    expect(await page.locator('[aria-live="polite"]').textContent()).toBe('');
    await say(page, '再见');
    await expect.poll(() => page.locator('#spoken').textContent()).toMatch(/^客服说：.*再见/);
  });

  it('every control has a name', async () => {
    const { page } = await open();
    const nameless = await page.locator('button, a, input, textarea').evaluateAll((controls) =>
      controls
        .filter((control) => {
          const label =
            control.getAttribute('aria-label') ||
            control.textContent ||
            (control as HTMLInputElement).labels?.[0]?.textContent;
          return !label?.trim();
        })
        .map((control) => control.outerHTML),
    );
    expect(nameless).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('text can be read against its ground, in %s', async (colorScheme) => {
    const { page } = await open({ ...PHONE, colorScheme });
    await say(page, '居民用电多少钱一度');
    await expect.poll(async () => (await bubbles(page)).length).toBeGreaterThan(2);
    expect(await page.evaluate(faintTexts)).toEqual([]);
  });
});

/** Texts in view whose contrast is below 4.5 : 1 (WCAG 2.1 AA); runs in the page. Grounds with gradients are not judged. */
function faintTexts(): string[] {
  const channels = (color: string) => color.match(/[\d.]+/g)!.map(Number);
  const light = (color: string) => {
    const [r = 0, g = 0, b = 0] = channels(color).map((c) =>
      c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const faint: string[] = [];
  for (const element of document.querySelectorAll<HTMLElement>('body *')) {
    const words = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
    );
    if (!words || !element.checkVisibility({ opacityProperty: true }) || element.matches(':disabled, .sr'))
      continue;
    let ground: Element | null = element;
    while (ground && (channels(getComputedStyle(ground).backgroundColor)[3] ?? 1) < 1) {
      if (getComputedStyle(ground).backgroundImage !== 'none') ground = null;
      else ground = ground.parentElement;
    }
    if (!ground) continue;
    const [a, b] = [
      light(getComputedStyle(element).color),
      light(getComputedStyle(ground).backgroundColor),
    ].sort((x, y) => y - x);
    if ((a! + 0.05) / (b! + 0.05) < 4.5)
      faint.push(`${element.className}: ${element.textContent?.slice(0, 20)}`);
  }
  return faint;
}
