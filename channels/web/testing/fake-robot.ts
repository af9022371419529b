/** A robot for tests: commits every message to a real store as the product's robot does, and answers by a script. */

import type { TurnInput, TurnResult } from '../../../bot/mod.ts';
import {
  type Carrier,
  type IncomingMessage,
  type MessageIn,
  type MessageOut,
  type Reply,
  type Robot,
  RobotBusy,
} from '../../../bot/mod.ts';
import type { Json, Store } from '../../../store/mod.ts';

export type Script = (input: TurnInput, message: IncomingMessage) => Reply[] | Promise<Reply[]>;

export interface FakeRobot extends Robot {
  /** How many turns were performed; a duplicate is none. */
  turns: number;
  /** What the next messages meet instead of a turn. */
  trouble: 'none' | 'busy' | 'broken';
  /** Performed turns' messages, in order. */
  heard: IncomingMessage[];
  /** What the next turns' results hold besides the replies. */
  more: Partial<TurnResult>;
}

/** Greets, and says back what it was told. */
export const echoScript: Script = (input) => {
  if (input.kind === 'event') return [say('您好，我是智能客服。')];
  return [
    say(`收到：${input.kind === 'text' ? input.text : input.kind === 'choice' ? input.value : input.kind}`),
  ];
};

export function say(text: string, more: Partial<Reply> = {}): Reply {
  return { text, spoken: text, ...more };
}

export function fakeRobot(store: Store, script: Script = echoScript): FakeRobot {
  const listeners = new Set<(id: string) => void>();
  const robot: FakeRobot = {
    turns: 0,
    trouble: 'none',
    heard: [],
    more: {},
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async receive(message) {
      return (await robot.record(message)).turn();
    },
    async record(message) {
      if (robot.trouble === 'busy') throw new RobotBusy('too many turns are waiting');
      const inboxId = `${message.channel}:${message.conversationId}:${message.id}`;
      const { conversationId, at } = message;
      const entry = { id: inboxId, conversationId, payload: asJson(message), receivedAt: at.getTime() };
      const received = await store.receive(entry);
      return {
        async turn(carrier) {
          if (received.status === 'done') return received.result as unknown as TurnResult;
          if (robot.trouble === 'broken') throw new Error('the flow is broken');
          return store.exclusively(conversationId, async () => {
            const again = await store.receive(entry);
            if (again.status === 'done') return again.result as unknown as TurnResult;
            return commit(inboxId, message, carrier);
          });
        },
      };
    },
  };

  async function commit(inboxId: string, message: IncomingMessage, carrier?: Carrier): Promise<TurnResult> {
    const replies = await script(message.input, message);
    const result: TurnResult = {
      replies,
      flow: null,
      ended: true,
      handoff: false,
      called: [],
      intent: null,
      ...robot.more,
    };
    const at = message.at.toISOString();
    const incoming: MessageIn = { id: message.id, input: message.input, at, echo: message.echo };
    const outgoing = replies.map(
      (reply, i): MessageOut => ({
        id: `${inboxId}/${i + 1}`,
        from: 'robot',
        reply,
        replyToId: message.id,
        at,
      }),
    );
    const row = await store.conversation(message.conversationId);
    const waits = message.channel === 'wechat' ? outgoing : [];
    const { outboxIds, carried } = await store.commitTurn({
      inboxId,
      conversation: {
        id: message.conversationId,
        channel: message.channel,
        userId: message.user.id,
        state: {},
        expectedVersion: row?.version ?? 0,
      },
      events: [
        { type: 'message.in', data: asJson(incoming) },
        { type: 'turn.understood', data: {} },
        ...outgoing.map((out) => ({ type: 'message.out', data: asJson(out) })),
      ],
      result: asJson(result),
      outbox: waits.map((out) => ({
        payload: asJson(out),
        dueAt: message.at.getTime() + (message.replyWindowMs ?? 0),
      })),
      answerId: carrier?.takes(waits) ? carrier.answerId : undefined,
      at: message.at.getTime(),
    });
    const { conversationId, channel } = message;
    if (carried)
      carrier?.took(
        waits.map((out, i) => ({
          id: outboxIds[i]!,
          conversationId,
          channel,
          payload: asJson(out),
          attempts: 1,
          dueAt: 0,
        })),
      );
    robot.turns++;
    robot.heard.push(message);
    for (const listener of listeners) listener(message.conversationId);
    return result;
  }
  return robot;
}

function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
