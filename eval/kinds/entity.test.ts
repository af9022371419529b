import { describe, expect, it } from 'vitest';
import type { Entity, EntityType, EntityValue } from '../../nlu/mod.ts';
import { fakeUnderstander } from '../testing/fakes.ts';
import { type EntityRow, leftOver, predictEntities, scoreEntities } from './entity.ts';
import { sameValue, typeOf } from './entity-value.ts';

const now = new Date('2026-11-21T10:00:00+08:00');
const entity = (type: EntityType, value: EntityValue): Entity => ({
  type,
  value,
  text: '',
  start: 0,
  end: 0,
  source: 'test',
});
const row = (line: number, entities: { type: string; value: unknown }[]): EntityRow => ({
  line,
  text: `第${line}句`,
  entities,
});

describe('sameValue', () => {
  it.each<[EntityType, unknown, EntityValue]>([
    ['amount', 3600, 3600],
    ['amount', '3600', 3600],
    ['amount', '3,600.00元', 3600],
    ['percent', '5%', 0.05],
    ['energy', '512度', 512],
    ['ordinal', -1, -1],
    ['account', 3201000000017, '3201000000017'],
    ['account', '3201 0000 00017', '3201000000017'],
    ['phone', '138-0000-0001', '13800000001'],
    ['month', '2026/10', '2026-10'],
    ['date', '20261122', '2026-11-22'],
    ['time', '8:00', '08:00'],
    ['time', '08:00', '2026-11-22T08:00'],
    ['time', '2026-11-22 08:00', '2026-11-22T08:00'],
    ['period', { from: '2026-09-01', to: '2026-11-30' }, { from: '2026-09-01', to: '2026-11-30' }],
    ['period', '2026-09-01/2026-11-30', { from: '2026-09-01', to: '2026-11-30' }],
    ['yesno', '是', true],
    ['yesno', false, false],
    ['address', '云台路 18号', '云台路18号'],
    ['idLast4', '123x', '123X'],
  ])('%s: %j is %j', (type, gold, found) => {
    expect(sameValue(type, gold, found)).toBe(true);
  });

  it.each<[EntityType, unknown, EntityValue]>([
    ['amount', 3600, 360000],
    ['amount', '三千六', 3600],
    ['percent', 5, 0.05],
    ['month', '2026-10', '2026-11'],
    ['time', '2026-11-22T08:00', '08:00'],
    ['period', '2026-09', { from: '2026-09-01', to: '2026-11-30' }],
    ['yesno', 'no', true],
    ['name', '张伟', '张'],
  ])('%s: %j is not %j', (type, gold, found) => {
    expect(sameValue(type, gold, found)).toBe(false);
  });
});

describe('typeOf', () => {
  it('knows a type by its own and by common other names', () => {
    expect(typeOf('idLast4')).toBe('idLast4');
    expect(typeOf('id_last4')).toBe('idLast4');
    expect(typeOf('order-number')).toBe('order');
    expect(typeOf('Money')).toBe('amount');
    expect(typeOf('blood type')).toBeUndefined();
  });
});

describe('leftOver', () => {
  it('pairs one to one: the same value twice needs two findings', () => {
    const gold = [
      { type: 'number', value: 2 },
      { type: 'number', value: 2 },
    ];
    const { missed, extra } = leftOver({
      gold,
      found: [
        { type: 'number', value: 2 },
        { type: 'number', value: 3 },
      ],
    });
    expect(missed).toEqual([{ type: 'number', value: 2 }]);
    expect(extra).toEqual([{ type: 'number', value: 3 }]);
  });
});

describe('scoreEntities', () => {
  const understanding = (entities: Record<string, Entity[]>) =>
    fakeUnderstander(
      Object.fromEntries(
        Object.entries(entities).map(([text, found]) => [text, { intents: [], entities: found }]),
      ),
    );

  it('counts by type, compares money in yuan, and leaves unannotated types out of the sums', async () => {
    const model = understanding({
      第1句: [entity('amount', 360000), entity('number', 7)],
      第2句: [entity('month', '2026-10')],
    });
    const rows = [
      row(1, [{ type: 'amount', value: 3600 }]),
      row(2, [{ type: 'month', value: '2026-09' }]),
      row(3, [{ type: 'amount', value: 5 }]),
    ];
    const result = scoreEntities(await predictEntities(rows, model, now), 1);
    expect(result).toMatchObject({
      n: 3,
      precision: 0.5,
      recall: 1 / 3,
      exact: 1 / 3,
      unannotated: { number: 1 },
    });
    expect(result.perType.amount).toEqual({ n: 2, precision: 1, recall: 0.5, f1: 2 / 3 });
    expect(result.perType.month).toMatchObject({ n: 1, precision: 0, recall: 0 });
    expect(result.errors.map((e) => e.line)).toEqual([2, 3]);
    expect(result.errors[0]).toMatchObject({ missed: [{ value: '2026-09' }], extra: [{ value: '2026-10' }] });
  });

  it('names types that the robot does not know, and counts them as missed', async () => {
    const rows = [row(1, [{ type: 'mood', value: 'bad' }])];
    const result = scoreEntities(await predictEntities(rows, understanding({}), now), 1);
    expect(result.unknownTypes).toEqual(['mood']);
    expect(result.recall).toBe(0);
  });

  it('hands over the row’s own clock, else the suite’s', async () => {
    const clocks = new Map<string, string>();
    const model = fakeUnderstander({});
    const own: EntityRow = { ...row(1, []), now: '2025-01-02T00:00:00+08:00' };
    await predictEntities(
      [own, row(2, [])],
      {
        understand: (text, options) => {
          clocks.set(text, options.now.toISOString());
          return model.understand(text, options);
        },
      },
      now,
    );
    expect(clocks.get('第1句')).toBe('2025-01-01T16:00:00.000Z');
    expect(clocks.get('第2句')).toBe('2026-11-21T02:00:00.000Z');
  });
});
