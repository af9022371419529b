/** What a file of end-to-end tests is played on: the product and a browser, there before its tests and gone after them. */
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launch, PHONE, visit } from './browser.ts';
import { type Product, startProduct } from './product.ts';

export interface Stage {
  readonly product: Product;
  readonly browser: Browser;
  /** The page of a new customer, on a phone unless told otherwise. */
  open(options?: BrowserContextOptions): ReturnType<typeof visit>;
}

/** To be called where a file of tests begins. @param settings of the product */
export function setStage(settings: Record<string, string> = {}): Stage {
  let product: Product;
  let browser: Browser;
  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(settings), launch()]);
  });
  afterAll(async () => {
    await browser?.close();
    await product?.end();
  });
  return {
    get product() {
      return product;
    },
    get browser() {
      return browser;
    },
    open: (options = PHONE) => visit(browser, product.origin, options),
  };
}
