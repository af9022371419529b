/** The page for everybody: keyboard, screen reader, contrast. */
import { describe, expect, it } from 'vitest';
import { bubbles, DESKTOP, PHONE, say } from './testing/browser.ts';
import { setStage } from './testing/stage.ts';

const stage = setStage();
const { open } = stage;

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
