/** Laws of many nodes: what holds between the callers of one store holds between stores on one database. */
import { deepEqual, equal } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Law, receive, turn, turnInOrder } from './law.ts';

export const nodeLaws: Law[] = [
  {
    name: 'nodes may start at once on an empty database',
    async check(open) {
      const nodes = await Promise.all([open(), open(), open()]);
      for (const node of nodes) await node.ping();
    },
  },
  {
    name: 'a message that reaches two nodes is new on one of them',
    async check(open) {
      const nodes = [await open(), await open()];
      for (let n = 0; n < 20; n++) {
        const outcomes = await Promise.all(nodes.map((node) => receive(node, `m${n}`)));
        deepEqual(outcomes.map((outcome) => outcome.status).sort(), ['new', 'pending']);
      }
    },
  },
  {
    name: 'turns of one conversation run one at a time across nodes, and none is lost',
    async check(open) {
      const nodes = [await open(), await open()];
      let running = 0;
      const work = nodes.flatMap((node) =>
        Array.from({ length: 10 }, (_, n) =>
          node.exclusively('c', async () => {
            running += 1;
            equal(running, 1);
            const version = (await node.conversation('c'))?.version ?? 0;
            await sleep(1);
            await turn(node, { conversationId: 'c', version, events: [n] });
            running -= 1;
          }),
        ),
      );
      await Promise.all(work);
      equal((await nodes[0]!.conversation('c'))?.version, 20);
      deepEqual(
        (await nodes[1]!.events('c')).map((event) => event.seq),
        Array.from({ length: 20 }, (_, i) => i + 1),
      );
    },
  },
  {
    name: 'a node that goes away gives its conversations free',
    async check(open) {
      const [gone, other] = [await open(), await open()];
      let begun = () => {};
      const started = new Promise<void>((resolve) => {
        begun = resolve;
      });
      const stuck = gone.exclusively('c', () => {
        begun();
        return new Promise(() => {});
      });
      void stuck;
      await started;
      const waiting = other.exclusively('c', async () => 'taken over');
      await gone.close();
      equal(await waiting, 'taken over');
    },
  },
  {
    name: 'events keep their order without gaps when nodes append at once',
    async check(open) {
      const nodes = [await open(), await open()];
      const appends = Array.from({ length: 40 }, (_, n) =>
        nodes[n % 2]!.appendEvents('c', [{ type: 'noted', data: n }], 0),
      );
      const seqs = await Promise.all(appends);
      deepEqual(
        seqs.sort((a, b) => a - b),
        Array.from({ length: 40 }, (_, i) => i + 1),
      );
    },
  },
  {
    name: 'takers on two nodes share the replies, and none overtakes within its conversation',
    async check(open) {
      const nodes = [await open(), await open()];
      const conversations = Array.from({ length: 10 }, (_, i) => `c${i}`);
      await Promise.all(
        conversations.map((conversationId) =>
          turnInOrder(nodes[0]!, { conversationId, replies: ['first', 'second', 'third'] }),
        ),
      );
      const sent: { conversationId: string; payload: unknown }[] = [];
      const deliverer = async (node: (typeof nodes)[number]) => {
        while (sent.length < 30) {
          const entries = await node.takeOutbox('web', 10, 2, 1000);
          for (const { id, conversationId, payload } of entries) {
            sent.push({ conversationId, payload });
            await node.delivered(id, 10);
          }
        }
      };
      await Promise.all(nodes.flatMap((node) => [deliverer(node), deliverer(node)]));
      for (const conversationId of conversations) {
        const mine = sent.filter((each) => each.conversationId === conversationId);
        deepEqual(
          mine.map((each) => each.payload),
          ['first', 'second', 'third'],
        );
      }
    },
  },
  {
    name: 'answers on one node and deliverers on another never get the same reply',
    async check(open) {
      const [answers, deliverer] = [await open(), await open()];
      const conversations = Array.from({ length: 20 }, (_, n) => `c${n}`);
      for (const conversationId of conversations)
        await turn(answers, { conversationId, replies: ['one', 'two'] });
      const [taken, ...carried] = await Promise.all([
        deliverer.takeOutbox('web', 10, 100, 1000),
        ...conversations.map((c) => answers.carryOutbox(c, `answer to ${c}`, 10, (all) => all.length)),
      ]);
      const ids = [...taken, ...carried.flat()].map((entry) => entry.id);
      equal(ids.length, conversations.length * 2);
      equal(new Set(ids).size, ids.length);
    },
  },
];
