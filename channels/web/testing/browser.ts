/** Chromium as the end-to-end tests drive it, and the few things that a customer does in the page. */
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

export const PHONE = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
} satisfies BrowserContextOptions;
export const DESKTOP = { viewport: { width: 1280, height: 800 } } satisfies BrowserContextOptions;

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

/** The page of a new customer, the greeting on it; anything that goes wrong in its scripts is in `problems`. */
export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ locale: 'zh-CN', ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(url);
  await page.getByRole('group', { name: '常用服务' }).waitFor();
  await page.locator('body[data-opened]').waitFor();
  return { page, context, problems };
}

/** Writes and sends, as a customer does. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel('输入您的问题').fill(text);
  await page.getByRole('button', { name: '发送', exact: true }).click();
}

/** What stands in the bubbles, in order, with the speaker: `我：…` or `客服：…`. */
export async function bubbles(page: Page): Promise<string[]> {
  return page
    .locator('.row .words')
    .evaluateAll((words) =>
      words.map((line) => `${line.closest('.me') ? '我' : '客服'}：${line.textContent}`),
    );
}
