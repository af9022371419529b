import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { meaningOf } from './inbound.ts';
import { loadMenu, menuToWire } from './menu.ts';

const dir = mkdtempSync(join(tmpdir(), 'wechat-menu-'));
afterAll(() => rmSync(dir, { recursive: true }));

const entry = (name = '交电费') => ({ name, say: '我要交电费' });
const column = (name = '办理', ...entries: object[]) => ({
  name,
  entries: entries.length ? entries : [entry()],
});

function menuOf(...columns: object[]) {
  const file = join(dir, 'menu.yaml');
  writeFileSync(file, stringify({ columns }));
  return loadMenu(file);
}

describe('the menu that is shipped', () => {
  const menu = loadMenu();
  const { button } = menuToWire(menu) as {
    button: { name: string; sub_button: { type: string; key: string }[] }[];
  };

  it('has three columns of at most five entries', () => {
    expect(button.map(({ name }) => name)).toEqual(['查询', '办理', '服务']);
    for (const { sub_button } of button) expect(sub_button.length).toBeLessThanOrEqual(5);
  });

  it('says in the customer’s name what a tap means', () => {
    const heard = button
      .flatMap(({ sub_button }) => sub_button)
      .map(({ key }) =>
        meaningOf({
          to: 'gh_1',
          openid: 'o6_anna',
          createTime: 0,
          id: '1',
          type: 'event',
          event: 'CLICK',
          key,
          fields: {},
        }),
      );
    const said = menu.columns.flatMap(({ entries }) => entries.map(({ say }) => say));
    expect(heard).toEqual(said.map((text) => ({ do: 'turn', input: { kind: 'text', text }, by: 'click' })));
  });
});

describe('a menu', () => {
  it('may open pages', () => {
    const menu = menuOf(column('服务', { name: '用电指南', url: 'https://guide.example/' }));
    expect(menuToWire(menu)).toEqual({
      button: [
        { name: '服务', sub_button: [{ type: 'view', name: '用电指南', url: 'https://guide.example/' }] },
      ],
    });
  });

  it('may have titles as long as the platform shows', () => {
    expect(menuOf(column('电费查询', entry('附近的供电营业厅')), column('APP 下载')).columns).toHaveLength(2);
  });

  it.each([
    ['no column', []],
    ['four columns', [column('一'), column('二'), column('三'), column('四')]],
    ['six entries', [column('办理', ...Array.from({ length: 6 }, () => entry()))]],
    ['a column of five characters', [column('电费查询吧')]],
    ['an entry of nine characters', [column('办理', entry('附近的供电营业厅呢'))]],
    ['an empty title', [column('')]],
    ['an entry that does nothing', [column('办理', { name: '交电费' })]],
    ['an entry that does two things', [column('办理', { ...entry(), url: 'https://pay.example/' })]],
    ['words longer than a key', [column('办理', { name: '交电费', say: '我'.repeat(42) })]],
    ['an address that is none', [column('办理', { name: '交电费', url: 'javascript:alert(1)' })]],
    ['an unknown field', [column('办理', { ...entry(), key: 'PAY' })]],
  ])('is refused with %s', (_what, columns) => {
    expect(() => menuOf(...columns)).toThrow();
  });
});
