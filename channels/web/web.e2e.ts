/** The page as customers use it: bills, buttons, photos, places, stars. */
import { describe, expect, it } from 'vitest';
import { bubbles, DESKTOP, PHONE, say } from './testing/browser.ts';
import { pngPhoto } from './testing/photo.ts';
import { setStage } from './testing/stage.ts';

const { open } = setStage();

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
