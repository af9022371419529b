import { ActivityHandler } from '@microsoft/agents-hosting';
import { describe, expect, it } from 'vitest';
import { type Activity, activityOfOut, parseActivity } from './activity.ts';
import { ChannelAdapter } from './adapter.ts';

const incoming = () => parseActivity({ type: 'message', text: '查电费', from: { id: 'me' } }, 'c1', 'm1');
const answer = (text: string): Activity =>
  activityOfOut(
    { id: 'm1/1', from: 'robot', reply: { text, spoken: text }, replyToId: 'm1', at: '2026-11-21T02:00:00Z' },
    { conversationId: 'c1', seq: 2, origin: 'http://localhost' },
  );

describe('the Bot Framework adapter', () => {
  it('lets an ActivityHandler watch a turn and middleware see its replies', async () => {
    const heard: string[] = [];
    const handler = new ActivityHandler().onMessage(async (context, next) => {
      heard.push(context.activity.text!);
      await next();
    });
    const adapter = new ChannelAdapter().use(async (context, next) => {
      context.onSendActivities(async (_context, activities, send) => {
        heard.push(...activities.map(({ text }) => text!));
        return send();
      });
      await handler.run(context);
      await next();
    });
    await adapter.process(incoming(), async () => [answer('243.45元')]);
    expect(heard).toEqual(['查电费', '243.45元']);
  });

  it('lets middleware change what the robot hears, or stop it', async () => {
    const turns: string[] = [];
    const turn = async (activity: Activity) => {
      turns.push(activity.text!);
      return [];
    };
    await new ChannelAdapter()
      .use(async (context, next) => {
        context.activity.text = context.activity.text!.replace('查', '查询');
        await next();
      })
      .process(incoming(), turn);
    await new ChannelAdapter().use(async () => {}).process(incoming(), turn);
    expect(turns).toEqual(['查询电费']);
  });

  it('gives an error of the turn to the channel, and no words of its own to the customer', async () => {
    const process = new ChannelAdapter().process(incoming(), async () => {
      throw new Error('the flow is broken');
    });
    await expect(process).rejects.toThrow('the flow is broken');
  });
});
