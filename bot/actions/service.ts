/** Actions on service: halls and charging stations, complaint, feedback, theft, how far an order is, the human desk. */
import { z } from 'zod';
import type { Backends } from '../backends/ports.ts';
import { type Application, ORDER_KINDS, type WorkOrder } from '../backends/schemas.ts';
import { addMinutes, addWorkdays, isoTime } from '../backends/time.ts';
import { mayHear, PROGRESS, param, progress } from './common.ts';
import { type DocumentedAction, defineAction, ok, other } from './define.ts';
import { maskPhone } from './masks.ts';

const place = z.string().nullish().describe('district, road or name; without it all');

const hallFind = (backends: Backends) =>
  defineAction({
    name: 'hall.find',
    about: 'Service halls (营业厅) in a district or by name.',
    identity: 'anonymous',
    params: z.object({ text: place }),
    returns: {
      ok: {
        count: 'how many',
        name: 'of the first',
        address: 'of the first',
        hours: 'of the first: 周一至周日 9:00-17:00',
        hoursSpoken: 'the same to be spoken: 周一至周日，九点到十七点',
        halls: 'list of {name, address, hours}',
        list: '"鼓楼供电营业厅，南京市鼓楼区中央路100号，周一至周日9点到17点；…"',
      },
      notFound: { text: 'as asked, or null', list: 'all there are, as in ok' },
    },
    async perform({ text }) {
      const halls = await backends.directory.halls(text ? { text } : {});
      const line = (all: typeof halls) =>
        all.map((h) => `${h.name}，${h.address}，${speakable(h.hours)}`).join('；');
      const first = halls[0];
      if (!first)
        return other('notFound', { text: text ?? null, list: line(await backends.directory.halls({})) });
      return ok({
        count: halls.length,
        ...first,
        hoursSpoken: speakable(first.hours),
        halls,
        list: line(halls),
      });
    },
  });

/** 周一至周日 9:00-17:00 → 周一至周日9点到17点 */
function speakable(hours: string): string {
  return hours.replace(/\s*(\d{1,2}):00-(\d{1,2}):00/, '$1点到$2点');
}

const stationFind = (backends: Backends) =>
  defineAction({
    name: 'station.find',
    about: 'Public charging stations in a district or near a road.',
    identity: 'anonymous',
    params: z.object({ text: place }),
    returns: {
      ok: {
        count: 'how many',
        name: 'of the first',
        address: 'of the first',
        fast: 'fast chargers',
        slow: 'slow chargers',
        free: 'free now',
        full: 'none is free',
        stations: 'list of {name, address, fast, slow, free}',
        list: '"云台路充电站，南京市鼓楼区云台路20号，空闲5个；…"',
      },
      notFound: { text: 'as asked, or null', list: 'all there are, as in ok' },
    },
    async perform({ text }) {
      const stations = await backends.directory.stations(text ? { text } : {});
      const line = (all: typeof stations) =>
        all.map((s) => `${s.name}，${s.address}，空闲${s.free}个`).join('；');
      const first = stations[0];
      if (!first)
        return other('notFound', { text: text ?? null, list: line(await backends.directory.stations({})) });
      return ok({ count: stations.length, ...first, full: first.free === 0, stations, list: line(stations) });
    },
  });

const complaintCreate = (backends: Backends) =>
  defineAction({
    name: 'complaint.create',
    about: 'Takes a complaint; account and address are optional.',
    identity: 'bound',
    effect: true,
    params: z.object({
      description: z.string().min(1).describe('what happened, in the customer’s words'),
      account: param.anyAccount,
      address: param.address,
      phone: param.phone,
    }),
    returns: {
      ok: {
        ...PROGRESS,
        phoneMasked: 'who is called, or null',
        contactHours: 'hours until contact (24)',
        contactBy: 'time of contact at the latest',
        answerWorkdays: 'working days until the answer (5)',
        answerBy: 'date of the answer at the latest',
      },
    },
    async perform({ description, account, address, phone }, { key, phone: own }) {
      const callback = phone ?? own ?? null;
      const { complaintContactHours: contactHours, complaintAnswerWorkdays: answerWorkdays } =
        await backends.directory.commitments({});
      const order = await backends.workOrders.createComplaint(
        { account: account ?? null, address: address ?? null, phone: callback, description },
        key,
      );
      return ok({
        ...progress(order),
        phoneMasked: callback && maskPhone(callback),
        contactHours,
        contactBy: isoTime(addMinutes(new Date(order.at), contactHours * 60)),
        answerWorkdays,
        answerBy: addWorkdays(order.at.slice(0, 10), answerWorkdays),
      });
    },
  });

const feedbackCreate = (backends: Backends) =>
  defineAction({
    name: 'feedback.create',
    about: 'Takes a suggestion, an opinion or praise.',
    identity: 'anonymous',
    effect: true,
    params: z.object({
      kind: z.enum(['suggestion', 'opinion', 'praise']).nullish(),
      description: z.string().min(1).describe('in the customer’s words'),
      phone: param.phone,
    }),
    returns: { ok: { ...PROGRESS, feedback: 'suggestion, opinion or praise' } },
    async perform({ kind, description, phone }, { key, phone: own }) {
      const request = {
        account: null,
        address: null,
        phone: phone ?? own ?? null,
        description: `${kind ?? 'suggestion'}: ${description}`,
      };
      return ok({
        ...progress(await backends.workOrders.createFeedback(request, key)),
        feedback: kind ?? 'suggestion',
      });
    },
  });

const theftCreate = (backends: Backends) =>
  defineAction({
    name: 'theft.create',
    about: 'Takes a tip-off of electricity theft; the reporter may stay unnamed.',
    identity: 'anonymous',
    effect: true,
    params: z.object({
      address: z.string().min(1).describe('where'),
      description: z.string().min(1).describe('what was seen'),
      phone: z
        .string()
        .nullish()
        .describe('only when the reporter wants an answer; never taken from the channel'),
    }),
    returns: { ok: { ...PROGRESS, unnamed: 'no phone was left' } },
    async perform({ address, description, phone }, { key }) {
      const order = await backends.workOrders.createTheft(
        { account: null, address, phone: phone ?? null, description },
        key,
      );
      return ok({ ...progress(order), unnamed: !phone });
    },
  });

const orderFind = (backends: Backends) =>
  defineAction({
    name: 'order.find',
    about:
      'How far an order is (complaint, feedback, meter check …): by its number, the account, or the channel’s own phone.',
    identity: 'bound',
    params: z.object({
      order: z.string().nullish().describe('number'),
      account: param.anyAccount,
      kind: z.enum(ORDER_KINDS).nullish(),
    }),
    returns: {
      ok: { ...PROGRESS, count: 'how many there are', list: '"投诉，处理中；报修，抢修中"' },
      notFound: { order: 'number asked for, or null' },
    },
    async perform({ order, account, kind }, context) {
      const { phone } = context;
      const query = order ? { id: order } : account ? { account } : phone ? { phone } : null;
      if (!query) return other('notFound', { order: null });
      const orders: (WorkOrder | Application)[] = await backends.workOrders.find({
        ...query,
        ...(kind && { kind }),
      });
      const all = order && !orders.length ? await backends.marketing.applications({ id: order }) : orders;
      const found = all.filter((entry) => mayHear(entry, context, account));
      const first = found.find((o) => o.open) ?? found[0];
      if (!first) return other('notFound', { order: order ?? null });
      const list = found.map((o) => `${progress(o).kindName}，${o.status}`).join('；');
      return ok({ ...progress(first), count: found.length, list });
    },
  });

const handoffStart = (backends: Backends) =>
  defineAction({
    name: 'handoff.start',
    about: 'Asks for a human agent.',
    identity: 'anonymous',
    effect: true,
    unconfirmed: true,
    params: z.object({
      reason: z.string().min(1).describe('short Chinese phrase for the agent'),
      summary: z.string().nullish().describe('what the conversation was about; the step handoff gives it'),
      priority: z.boolean().nullish(),
    }),
    returns: {
      ok: { waiting: 'customers before this one', waitMinutes: 'minutes, estimated' },
      closed: { waiting: 'customers before this one', waitMinutes: 'minutes, estimated' },
    },
    async perform({ reason, summary, priority }, { key, conversationId }) {
      const { open, ...data } = await backends.desk.request(
        { conversationId, reason, summary: summary ?? null, priority: priority ?? false },
        key,
      );
      return open ? ok(data) : other('closed', data);
    },
  });

export const serviceActions = (backends: Backends): DocumentedAction[] =>
  [hallFind, stationFind, complaintCreate, feedbackCreate, theftCreate, orderFind, handoffStart].map((make) =>
    make(backends),
  );
