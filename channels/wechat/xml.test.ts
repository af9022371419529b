import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cdata, parseXml, XmlError } from './xml.ts';

/** What XML 1.0 cannot hold: control characters but three, halves of characters, two noncharacters. */
const IMPOSSIBLE = new Set([
  ...Array.from({ length: 32 }, (_, code) => code).filter((code) => ![9, 10, 13].includes(code)),
  ...Array.from({ length: 0x800 }, (_, i) => 0xd800 + i),
  0xfffe,
  0xffff,
]);

describe('the platform’s XML', () => {
  it('is read as it was written: no numbers, no trimming, nothing expanded in CDATA', () => {
    const xml =
      '<xml><a>007</a>\n<b><![CDATA[ 1e3 &lt; <!DOCTYPE x> ]]></b><c>true</c><d></d><e/><f><![CDATA[]]></f></xml>';
    expect(parseXml(xml)).toEqual({ a: '007', b: ' 1e3 &lt; <!DOCTYPE x> ', c: 'true', d: '', e: '', f: '' });
  });

  it('outside CDATA knows the five entities and numbered characters, and no others', () => {
    expect(parseXml('<xml><a>&lt;&#30005;&#x1F44D;&amp;amp;&mine;&#xD800;</a></xml>')).toEqual({
      a: '<电👍&amp;&mine;&#xD800;',
    });
  });

  it('may have a declaration, a byte order mark, comments, blanks and attributes', () => {
    const xml = '\uFEFF<?xml version="1.0" encoding="UTF-8"?>\n<xml>\n<!-- x --><a type="1">b</a >\n</xml>\n';
    expect(parseXml(xml)).toEqual({ a: 'b' });
  });

  it('has a list where an element comes several times, and elements in elements', () => {
    expect(parseXml('<xml><a>1</a><a>2</a><a>3</a><b><c>4</c></b></xml>')).toEqual({
      a: ['1', '2', '3'],
      b: { c: '4' },
    });
  });

  it('holds any text as CDATA, `]]>` and emoji too, save what XML cannot hold at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { a } = parseXml(`<xml><a>${cdata(text)}</a></xml>`);
        expect(a).toBe([...text].filter((sign) => !IMPOSSIBLE.has(sign.codePointAt(0)!)).join(''));
      }),
    );
    expect(cdata('a]]>b')).toBe('<![CDATA[a]]]]><![CDATA[>b]]>');
    expect(parseXml(`<xml><a>${cdata('👨‍👩‍👧 ]]>]]> <b> & "\u0000\ud83d')}</a></xml>`)).toEqual({
      a: '👨‍👩‍👧 ]]>]]> <b> & "',
    });
  });
});

describe('hostile XML', () => {
  const bomb = `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml><c>&b;</c></xml>`;
  it.each([
    ['a document type', '<!DOCTYPE xml><xml></xml>'],
    ['an entity bomb', bomb],
    ['an external entity', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><c>&a;</c></xml>'],
    ['a document type inside', '<xml><!DOCTYPE x><a>1</a></xml>'],
    ['a processing instruction inside', '<xml><?php echo 1 ?></xml>'],
    ['another root', '<html></html>'],
    ['two roots', '<xml></xml><xml></xml>'],
    ['words around it', 'x<xml></xml>'],
    ['nothing', ''],
    ['an element that is not closed', '<xml><a>1</xml>'],
    ['a CDATA section that is not closed', '<xml><a><![CDATA[1</a></xml>'],
    ['elements crossed', '<xml><a><b></a></b></xml>'],
    ['deep nesting', `<xml>${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}</xml>`],
    ['a long list', `<xml>${'<a>1</a>'.repeat(10_000)}</xml>`],
  ])('with %s is refused', (_, xml) => {
    expect(() => parseXml(xml)).toThrow(XmlError);
  });

  it('cannot reach the prototype of objects', () => {
    const parsed = parseXml('<xml><b><__proto__><polluted>1</polluted></__proto__></b></xml>');
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
    expect(Object.keys(parsed)).toEqual(['b']);
  });

  it('of any kind throws nothing but an XmlError', () => {
    const pieces = fc.constantFrom(
      '<xml>',
      '</xml>',
      '<a>',
      '</a>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '&#0;',
      '<',
      '>',
      'x',
      '<?',
      '/',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
        try {
          parseXml(parts.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(XmlError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
