import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCipher, EnvelopeError, isSignedBy, sign } from './crypto.ts';

/** The platform's published examples. */
const TOKEN = 'AAAAA';
const AES_KEY = 'A'.repeat(43);
const APP_ID = 'wxba5fad812f8e6fb9';
const cipher = createCipher(AES_KEY, APP_ID);

const INBOUND =
  '+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04=';

describe('signatures', () => {
  it('of the platform’s examples hold', () => {
    expect(sign(TOKEN, '1714036504', '1514711492')).toBe('f464b24fc39322e44b38aa78f5edd27bd1441696');
    expect(sign(TOKEN, '1714037059', '486452656')).toBe('899cf89e464efb63f54ddac96b0a0a235f53aa78');
    expect(sign(TOKEN, '1714112445', '415670741', INBOUND)).toBe('046e02f8204d34f8ba5fa3b1db94908f3df2e9b3');
  });

  it('of another length or case, or none, are refused', () => {
    const right = sign(TOKEN, '1', '2');
    expect(isSignedBy(right, TOKEN, '1', '2')).toBe(true);
    for (const wrong of ['', right.slice(1), `${right}0`, right.toUpperCase(), '签'.repeat(40)])
      expect(isSignedBy(wrong, TOKEN, '1', '2'), wrong).toBe(false);
  });
});

describe('the envelope', () => {
  it('of the platform’s example is opened', () => {
    expect(JSON.parse(cipher.open(INBOUND))).toEqual({
      ToUserName: 'gh_97417a04a28d',
      FromUserName: 'o9AgO5Kd5ggOC-bXrbNODIiE3bGY',
      CreateTime: 1714112445,
      MsgType: 'event',
      Event: 'debug_demo',
      debug_str: 'hello world',
    });
  });

  it('is sealed as in the platform’s example', () => {
    const sealed = cipher.seal('{"demo_resp":"good luck"}', Buffer.from('707722b803182950'));
    expect(sealed).toBe(
      'ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ==',
    );
    expect(sign(TOKEN, '1713424427', '415670741', sealed)).toBe('1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1');
  });

  it('gives back every text: Chinese counts in bytes, and one that fills its block gets a whole block of padding', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (text) => {
        const sealed = cipher.seal(text);
        expect(Buffer.from(sealed, 'base64').length % 32).toBe(0);
        expect(cipher.open(sealed)).toBe(text);
      }),
    );
    const aligned = 'x'.repeat(64 - 16 - 4 - APP_ID.length);
    expect(Buffer.from(cipher.seal(aligned), 'base64')).toHaveLength(96);
    expect(cipher.open(cipher.seal(aligned))).toBe(aligned);
  });

  it('for another account, or under another key, is refused', () => {
    const foreign = createCipher(AES_KEY, 'wx0000000000000000').seal('您好');
    expect(() => cipher.open(foreign)).toThrow(EnvelopeError);
    expect(() => cipher.open(createCipher('B'.repeat(43), APP_ID).seal('您好'))).toThrow(EnvelopeError);
  });

  it('that is damaged anywhere throws nothing but an EnvelopeError', () => {
    const sealed = Buffer.from(cipher.seal('<xml>您好</xml>'), 'base64');
    const damage = fc.tuple(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(damage, fc.nat(sealed.length), ([place, bits], length) => {
        const damaged = Buffer.from(sealed);
        damaged[place]! ^= bits;
        for (const bytes of [damaged, sealed.subarray(0, length)]) {
          try {
            cipher.open(bytes.toString('base64'));
          } catch (error) {
            expect(error).toBeInstanceOf(EnvelopeError);
          }
        }
      }),
    );
  });

  it('without content, or with what is no base64, is refused', () => {
    for (const nothing of ['', '====', '您好', 'AAAA'])
      expect(() => cipher.open(nothing)).toThrow(EnvelopeError);
  });
});
