import { describe, expect, it } from 'vitest';
import type { MessageOut } from '../bot/mod.ts';
import { activityOfIn, activityOfOut, inputsOf, parseActivity, toWire } from './activity.ts';

const place = { conversationId: 'c1', seq: 7, origin: 'https://chat.example' };
const out = (reply: MessageOut['reply'], from: MessageOut['from'] = 'robot') =>
  toWire(activityOfOut({ id: 'm1/1', from, reply, replyToId: 'm1', at: '2026-11-21T02:00:00Z' }, place));

describe('a bubble as an Activity', () => {
  it('speaks plain text under its conversation’s name, in the log’s order', () => {
    expect(out({ text: '243.45元', spoken: '二百四十三元四角五分' })).toMatchObject({
      type: 'message',
      id: 'm1/1',
      channelId: 'directline',
      conversation: { id: 'c1' },
      text: '243.45元',
      textFormat: 'plain',
      speak: '二百四十三元四角五分',
      replyToId: 'm1',
      channelData: { 'webchat:sequence-id': 7 },
    });
  });

  it('of a human agent comes from the agent', () => {
    expect(out({ text: '您好', spoken: '' }, 'agent')).toMatchObject({
      from: { id: 'grid-agent', role: 'bot' },
    });
  });

  it('with an empty label or text is still readable: one odd entry must not close the transcript', () => {
    const odd = { text: '', spoken: '', options: [{ label: '', value: '' }], link: { label: '', url: '' } };
    expect(out(odd)).toMatchObject({ text: '', suggestedActions: { actions: [{ title: '' }] } });
  });

  it('draws card, link and source for clients that know Adaptive Cards, and leaves Markdown no chance', () => {
    const card = {
      kind: 'order' as const,
      title: '抢修单',
      rows: [{ label: '地址', value: '[点我](http://evil)' }],
    };
    const { attachments } = out({
      text: '好',
      spoken: '',
      card,
      link: { label: '去交费', url: 'https://pay.example' },
    });
    const [attachment] = attachments as {
      contentType: string;
      content: { body: unknown; actions: unknown };
    }[];
    expect(attachment!.contentType).toBe('application/vnd.microsoft.card.adaptive');
    expect(attachment!.content.actions).toEqual([
      { type: 'Action.OpenUrl', title: '去交费', url: 'https://pay.example' },
    ]);
    expect(JSON.stringify(attachment!.content.body)).toContain('\\\\[点我\\\\](http://evil)');
  });
});

describe('a customer’s message as an Activity', () => {
  const back = (input: Parameters<typeof activityOfIn>[0]['input'], echo?: unknown) =>
    activityOfIn({ id: 'm1', input, at: '2026-11-21T02:00:00Z', echo }, place);

  it('a button shows its label, a picture its full address', () => {
    expect(back({ kind: 'choice', value: 'intent:bill.pay', label: '交电费' })).toMatchObject({
      text: '交电费',
    });
    const input = {
      kind: 'image' as const,
      name: '照片.png',
      url: '/v3/directline/uploads/x.png',
      contentType: 'image/png',
    };
    expect(back(input)).toMatchObject({
      attachments: [{ contentUrl: 'https://chat.example/v3/directline/uploads/x.png' }],
    });
  });

  it('carries the client’s own id back, and shows nothing for a start', () => {
    const own = back({ kind: 'text', text: '好' }, { clientActivityID: 'x', from: 'me' });
    expect(own).toMatchObject({ from: { id: 'me', role: 'user' }, channelData: { clientActivityID: 'x' } });
    expect(back({ kind: 'event', name: 'start' })).toBeNull();
  });
});

describe('what an Activity asks of the robot', () => {
  const asked = (json: object) => inputsOf(parseActivity(json, 'c1', 'm1'));

  it.each([
    [{ type: 'typing' }],
    [{ type: 'conversationUpdate', membersAdded: [] }],
    [{ type: 'event', name: 'webchat/join' }],
    [{ type: 'endOfConversation' }],
  ])('nothing for %j', (json) => {
    expect(asked(json)).toEqual([]);
  });

  it('text without the blanks around it', () => {
    expect(asked({ type: 'message', text: '  查电费\n' })).toEqual([{ kind: 'text', text: '查电费' }]);
  });

  it('a form’s value that is none of ours does not pass for words', () => {
    expect(() => asked({ type: 'message', value: { any: 'thing' } })).toThrow('activity.text is empty');
  });

  it('names the field that is wrong', () => {
    expect(() => asked({ type: 'event', name: 'rating', value: { score: 6 } })).toThrow(
      /^activity\.value\.score: /,
    );
    expect(() => asked({ type: 'message', text: 'x'.repeat(4_001) })).toThrow(
      'activity.text: is longer than 4000 characters',
    );
  });
});
