import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEMO_ACCOUNT } from './account.ts';
import { keyOf, seal, signature, unseal } from './crypto.ts';

/** The platform's published examples. */
const TOKEN = 'AAAAA';
const APPID = 'wxba5fad812f8e6fb9';
const KEY = keyOf('A'.repeat(43));
const INBOUND =
  '+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04=';
const OUTBOUND = 'ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ==';

describe('signatures of the published examples', () => {
  it.each([
    ['verification', ['1714036504', '1514711492'], 'f464b24fc39322e44b38aa78f5edd27bd1441696'],
    ['plaintext', ['1714037059', '486452656'], '899cf89e464efb63f54ddac96b0a0a235f53aa78'],
    ['safe mode, in', ['1714112445', '415670741', INBOUND], '046e02f8204d34f8ba5fa3b1db94908f3df2e9b3'],
    ['safe mode, out', ['1713424427', '415670741', OUTBOUND], '1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1'],
  ])('%s', (_name, parts, expected) => {
    expect(signature(TOKEN, ...parts)).toBe(expected);
  });
});

describe('sealing', () => {
  it('opens the published message and seals the published reply', () => {
    expect(JSON.parse(unseal(KEY, APPID, INBOUND))).toMatchObject({
      FromUserName: 'o9AgO5Kd5ggOC-bXrbNODIiE3bGY',
      debug_str: 'hello world',
    });
    expect(seal(KEY, APPID, '{"demo_resp":"good luck"}', Buffer.from('707722b803182950'))).toBe(OUTBOUND);
  });

  it('gives back whatever was sealed, of any length', () => {
    const key = keyOf(DEMO_ACCOUNT.aesKey);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const lossless = Buffer.from(text).toString();
        expect(unseal(key, 'wx', seal(key, 'wx', lossless))).toBe(lossless);
      }),
    );
  });

  it('refuses another appid, a changed byte of the padding and what is no base64', () => {
    expect(() => unseal(KEY, 'wx-other', INBOUND)).toThrow(/sealed for wxba5fad812f8e6fb9/);
    expect(() => unseal(KEY, APPID, `${INBOUND.slice(0, -8)}AAAAAAA=`)).toThrow();
    expect(() => unseal(KEY, APPID, '不是')).toThrow(/base64/);
  });
});
