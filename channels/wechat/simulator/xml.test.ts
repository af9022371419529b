import { describe, expect, it } from 'vitest';
import { readXml, writeJson, writeXml } from './xml.ts';

describe('what the platform writes', () => {
  it('puts strings in CDATA and figures bare, ]]> and 64-bit ids unharmed', () => {
    const xml = writeXml({ Content: '007 ]]> <b>&amp;😀', MsgId: 7412338911020441601n });
    expect(xml).toContain('<MsgId>7412338911020441601</MsgId>');
    expect(readXml(xml)).toEqual({ Content: '007 ]]> <b>&amp;😀', MsgId: '7412338911020441601' });
  });

  it('repeats the element of a list, and has the same in JSON', () => {
    const fields = { Event: { List: [{ Id: 'a' }, { Id: 'b' }] }, MsgId: 7412338911020441601n };
    expect(readXml(writeXml(fields)).Event).toEqual({ List: [{ Id: 'a' }, { Id: 'b' }] });
    expect(writeJson(fields)).toBe('{"Event":{"List":[{"Id":"a"},{"Id":"b"}]},"MsgId":7412338911020441601}');
  });
});

describe('what the platform reads', () => {
  it('takes entities, CDATA and white space as XML does', () => {
    expect(
      readXml('<?xml version="1.0"?>\n<xml>\n <A>&lt;&#x4f60;&amp;</A> <B><![CDATA[ & ]]>x</B></xml>\n'),
    ).toEqual({
      A: '<你&',
      B: ' & x',
    });
  });

  it.each([
    ['an unclosed element', '<xml><A>1</xml>'],
    ['a bare ampersand', '<xml><A>a & b</A></xml>'],
    ['CDATA without end', '<xml><A><![CDATA[x</A></xml>'],
    ['a CDATA that ends early', '<xml><A><![CDATA[x ]]> y ]]></A></xml>'],
    ['another root', '<html><A>1</A></html>'],
    ['more after the end', '<xml><A>1</A></xml>ok'],
    ['no XML at all', 'ok'],
    ['text among elements', '<xml>x<A>1</A></xml>'],
  ])('refuses %s', (_name, text) => {
    expect(() => readXml(text)).toThrow();
  });
});
