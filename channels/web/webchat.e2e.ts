/** Microsoft's own Web Chat bundle, in Chromium, on another site, against our Direct Line server. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESKTOP } from './testing/browser.ts';
import { type HostSite, startHostSite } from './testing/host-site.ts';
import { pngPhoto } from './testing/photo.ts';
import { setStage } from './testing/stage.ts';

const stage = setStage();
let host: HostSite;
beforeAll(async () => {
  host = await startHostSite(stage.product.origin);
});
afterAll(async () => {
  await host?.close();
});

async function open(query: string): Promise<Page> {
  const page = await (await stage.browser.newContext({ locale: 'zh-CN', ...DESKTOP })).newPage();
  await page.goto(`${host.origin}/webchat${query}`);
  await words(page, '您好，我是95598智能客服');
  return page;
}

function words(page: Page, text: string | RegExp) {
  return page.locator('.webchat__bubble__content').getByText(text).first().waitFor();
}

async function say(page: Page, text: string): Promise<void> {
  const box = page.getByRole('textbox');
  await box.fill(text);
  await box.press('Enter');
}

describe.each([
  ['WebSocket', ''],
  ['polling', '?polling'],
])('by %s', (_name, query) => {
  it('a bill: buttons, text, identity and a card', async () => {
    const page = await open(query);
    await page.getByRole('toolbar').getByRole('button', { name: '查电费' }).click();
    await words(page, /户号/);
    await say(page, '3201000000017');
    await words(page, /身份证/);
    await say(page, '1234');
    await words(page, '10月电费账单');
    await words(page, '243.45元');
    expect(await page.getByText(/发送失败|Send failed|无法发送/).count()).toBe(0);
  });

  it('a picture is uploaded and shown', async () => {
    const page = await open(query);
    await page
      .locator('input[type="file"]')
      .setInputFiles({ name: 'meter.png', mimeType: 'image/png', buffer: pngPhoto(60, 40) });
    // Web Chat takes a moment to put the picture into its send box, and says nothing when it has.
    const answered = page.locator('.webchat__bubble__content').getByText('图片收到了');
    await expect
      .poll(async () => {
        await page.getByRole('textbox').press('Enter');
        return answered.count();
      })
      .toBe(1);
    const picture = page.locator('img[src*="/v3/directline/uploads/"]').first();
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(60);
  });

  it('script is text there, too', async () => {
    const page = await open(query);
    const alerts: string[] = [];
    page.on('dialog', (dialog) => {
      alerts.push(dialog.message());
      void dialog.dismiss();
    });
    await say(page, '<img src=x onerror=alert(1)> [点我](javascript:alert(2))');
    await expect.poll(() => page.locator('.webchat__bubble').count()).toBeGreaterThanOrEqual(3);
    expect(alerts).toEqual([]);
  });
});

it('by WebSocket, the conversation goes on after the server was restarted', async () => {
  const page = await open('');
  await stage.product.stop();
  await stage.product.start();
  await say(page, '居民用电多少钱一度');
  await expect
    .poll(() => page.locator('.webchat__bubble').count(), { timeout: 60_000 })
    .toBeGreaterThanOrEqual(3);
});
