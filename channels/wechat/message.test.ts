import { describe, expect, it } from 'vitest';
import { MessageError, type Received, readFields, readMessage } from './message.ts';

const HEAD =
  '<ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[o6_anna]]></FromUserName><CreateTime>1348831860</CreateTime>';
const read = (body: string): Received => readMessage(readFields(body).fields);
const xml = (rest: string) => read(`<xml>${HEAD}${rest}</xml>`);

describe('a message', () => {
  it('of text keeps its signs and leading zeros', () => {
    const message = xml(
      '<MsgType>text</MsgType><Content><![CDATA[007 1e3 ]]></Content><MsgId>1234567890123456789</MsgId>',
    );
    expect(message).toEqual({
      to: 'gh_1',
      openid: 'o6_anna',
      createTime: 1348831860,
      id: '1234567890123456789-1348831860-o6_anna',
      type: 'text',
      text: '007 1e3 ',
      menuId: '',
    });
  });

  it('reads the same from JSON, where the id has more digits than a number', () => {
    const json =
      '{"ToUserName":"gh_1","FromUserName":"o6_anna","CreateTime":1348831860,"MsgType":"text","Content":"说 \\"MsgId\\":1234567890123456789","MsgId":1234567890123456789}';
    expect(read(json)).toMatchObject({
      id: '1234567890123456789-1348831860-o6_anna',
      text: '说 "MsgId":1234567890123456789',
    });
    expect(readFields(json).format).toBe('json');
  });

  it('of each kind has what the robot needs of it', () => {
    expect(
      xml('<MsgType>image</MsgType><PicUrl>http://x</PicUrl><MediaId>m1</MediaId><MsgId>1</MsgId>'),
    ).toMatchObject({ type: 'image', mediaId: 'm1' });
    expect(
      xml('<MsgType>voice</MsgType><MediaId>m2</MediaId><Format>amr</Format><Recognition/>'),
    ).toMatchObject({
      type: 'voice',
      mediaId: 'm2',
      format: 'amr',
      recognised: '',
    });
    expect(
      xml(
        '<MsgType>location</MsgType><Location_X>32.06</Location_X><Location_Y>118.79</Location_Y><Scale>20</Scale><Label>云台路</Label>',
      ),
    ).toMatchObject({ type: 'location', latitude: 32.06, longitude: 118.79, label: '云台路' });
    expect(
      xml('<MsgType>text</MsgType><Content>满意</Content><bizmsgmenuid>101</bizmsgmenuid>'),
    ).toMatchObject({
      menuId: '101',
    });
    expect(xml('<MsgType>hologram</MsgType>')).toMatchObject({ type: 'other', name: 'hologram' });
    expect(xml('')).toMatchObject({ type: 'other', name: '' });
  });

  it('with the same MsgId from two customers is two messages', () => {
    const [anna, bert] = ['anna', 'bert'].map((who) =>
      read(
        `<xml><ToUserName>gh_1</ToUserName><FromUserName>${who}</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType><Content>1</Content><MsgId>7</MsgId></xml>`,
      ),
    );
    expect(anna!.id).not.toBe(bert!.id);
  });

  it('of two events of one customer in one second is two events', () => {
    const ids = ['LOCATION', 'unsubscribe'].map((e) => xml(`<MsgType>event</MsgType><Event>${e}</Event>`).id);
    const scans = ['a', 'b'].map(
      (k) => xml(`<MsgType>event</MsgType><Event>SCAN</Event><EventKey>${k}</EventKey>`).id,
    );
    expect(new Set([...ids, ...scans]).size).toBe(4);
  });

  it('loses control characters and halves of characters, but no line', () => {
    const body = `{"ToUserName":"gh_1","FromUserName":"o","CreateTime":1,"MsgType":"text","Content":"a\\u0000b\\ud83d\\nc👍"}`;
    expect(read(body)).toMatchObject({ text: 'ab\ufffd\nc👍' });
  });

  it.each([
    [
      'no sender',
      '<xml><ToUserName>gh_1</ToUserName><CreateTime>1</CreateTime><MsgType>text</MsgType></xml>',
    ],
    ['two senders', `<xml>${HEAD}<FromUserName>x</FromUserName></xml>`],
    [
      'a text that is a list',
      `<xml>${HEAD}<MsgType>text</MsgType><Content>a</Content><Content>b</Content></xml>`,
    ],
    ['a text that is an element', `<xml>${HEAD}<MsgType>text</MsgType><Content><b>1</b></Content></xml>`],
    [
      'a time that is none',
      '<xml><ToUserName>g</ToUserName><FromUserName>o</FromUserName><CreateTime>x</CreateTime></xml>',
    ],
    [
      'a place beyond the earth',
      `<xml>${HEAD}<MsgType>location</MsgType><Location_X>99</Location_X><Location_Y>0</Location_Y></xml>`,
    ],
    ['JSON that is a list', '[1]'],
    ['JSON that ends early', '{"ToUserName":'],
  ])('with %s is refused', (_, body) => {
    expect(() => read(body)).toThrow(/./);
  });

  it('in JSON that is broken is a MessageError', () => {
    expect(() => readFields('{')).toThrow(MessageError);
  });
});
