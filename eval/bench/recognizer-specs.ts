/** The published Chinese specifications of Recognizers-Text as a test of both recognisers. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { theirs, theirsMerged } from './microsoft-recognizers.ts';
import { ours, oursMerged } from './our-recognisers.ts';
import type { Reading, Recogniser } from './recogniser.ts';

interface SpecCase {
  input: string;
  reference: Date;
  wanted: Reading[];
  /** Specified for the model that reads all dates and times at once, not for one recogniser by itself. */
  merged: boolean;
}

export interface ModelScore {
  model: string;
  cases: number;
  ours: number;
  theirs: number;
}

/** Where the cases of a model stand, and which results count: those of this type, where a file holds several. */
const MODELS: Readonly<Record<string, { files: string[]; type?: string }>> = {
  Number: { files: ['Number/Chinese/NumberModel.json'] },
  Percentage: { files: ['Number/Chinese/PercentModel.json'] },
  Currency: { files: ['NumberWithUnit/Chinese/CurrencyModel.json'] },
  Dimension: { files: ['NumberWithUnit/Chinese/DimensionModel.json'] },
  Date: { files: ['DateExtractor', 'DateParser', 'DateTimeModel'].map(dateTime), type: 'date' },
  Time: { files: ['TimeExtractor', 'TimeParser', 'DateTimeModel'].map(dateTime), type: 'time' },
  DatePeriod: {
    files: ['DatePeriodExtractor', 'DatePeriodParser', 'DateTimeModel'].map(dateTime),
    type: 'daterange',
  },
  Duration: {
    files: ['DurationExtractor', 'DurationParser', 'DateTimeModel'].map(dateTime),
    type: 'duration',
  },
  DateTime: {
    files: ['DateTimeExtractor', 'DateTimeParser', 'DateTimeModel'].map(dateTime),
    type: 'datetime',
  },
  PhoneNumber: { files: ['Sequence/Chinese/PhoneNumberModel.json'] },
  Boolean: { files: ['Choice/Chinese/BooleanModel.json'] },
};

function dateTime(name: string): string {
  return `DateTime/Chinese/${name}.json`;
}

/** The reference of cases that name none. */
const ANY_DAY = new Date('2017-03-22T00:00:00+08:00');

/** Passed cases per model: every wanted reading and no other, in order, with the same text and a right value. */
export function scoreModels(folder: string): ModelScore[] {
  return Object.keys(MODELS).map((model) => {
    const cases = casesOf(folder, model);
    return {
      model,
      cases: cases.length,
      ours: cases.filter((c) => passes(c, ourReader(model, c))).length,
      theirs: cases.filter((c) => passes(c, theirReader(model, c))).length,
    };
  });
}

/** The cases of a model that we fail, with what we read instead. */
export function ourFailures(folder: string, model: string): { spec: SpecCase; got: Reading[] }[] {
  return casesOf(folder, model)
    .filter((c) => !passes(c, ourReader(model, c)))
    .map((spec) => ({ spec, got: attempt(spec, ourReader(model, spec)) }));
}

function casesOf(folder: string, model: string): SpecCase[] {
  const { files, type } = MODELS[model] as { files: string[]; type?: string };
  return files.flatMap((file) => readCases(join(folder, file), type));
}

function ourReader(model: string, { merged }: SpecCase): Recogniser {
  return merged ? oursMerged : (ours[model] as Recogniser);
}

function theirReader(model: string, { merged }: SpecCase): Recogniser {
  return merged ? theirsMerged : (theirs[model] as Recogniser);
}

function passes(spec: SpecCase, recognise: Recogniser): boolean {
  const got = attempt(spec, recognise);
  return (
    got.length === spec.wanted.length && spec.wanted.every((wanted, i) => agrees(wanted, got[i] as Reading))
  );
}

/** A recogniser that throws has found nothing. */
function attempt({ input, reference }: SpecCase, recognise: Recogniser): Reading[] {
  try {
    return recognise(input, reference);
  } catch {
    return [];
  }
}

function agrees(wanted: Reading, got: Reading): boolean {
  if (wanted.type !== got.type || narrow(wanted.text) !== narrow(got.text)) return false;
  return (
    wanted.values.length === 0 ||
    wanted.values.some((value) => got.values.some((other) => same(value, other)))
  );
}

function same(a: string, b: string): boolean {
  if (a === b) return true;
  const [x, ...unitOfX] = a.split(' ');
  const [y, ...unitOfY] = b.split(' ');
  if (unitOfX.join(' ') !== unitOfY.join(' ') || x === '' || y === '') return false;
  return Math.abs(Number(x) - Number(y)) <= 1e-9 * Math.abs(Number(x));
}

function narrow(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim();
}

interface RawResult {
  Text: string;
  TypeName?: string;
  Type?: string;
  Resolution?: Record<string, unknown> & { values?: Record<string, string>[] };
  Value?: { FutureResolution?: Record<string, string>; PastResolution?: Record<string, string> };
}
interface RawCase {
  Input: string;
  Context?: { ReferenceDateTime?: string };
  Results?: RawResult[];
}

/** Cases of a file; with a type, of a file of several types only those whose results are all of it. */
function readCases(file: string, type: string | undefined): SpecCase[] {
  const raw = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')) as RawCase[];
  const mixed = file.endsWith('DateTimeModel.json');
  return raw
    .filter(({ Results = [] }) => !mixed || (Results.length > 0 && Results.every((r) => typeOf(r) === type)))
    .map(({ Input, Context, Results = [] }) => ({
      input: Input,
      reference: Context?.ReferenceDateTime ? new Date(`${Context.ReferenceDateTime}+08:00`) : ANY_DAY,
      wanted: Results.map((result) => ({
        text: result.Text,
        values: valuesOf(result),
        ...(mixed && { type: typeOf(result) }),
      })),
      merged: mixed,
    }));
}

function typeOf({ TypeName, Type }: RawResult): string {
  return (TypeName ?? Type ?? '').replace('datetimeV2.', '');
}

/** Values in common terms: a number, a number and its unit, a date, `from..to`, seconds. */
function valuesOf({ Resolution, Value }: RawResult): string[] {
  if (Value) return [Value.FutureResolution, Value.PastResolution].flatMap((r) => (r ? [period(r)] : []));
  if (!Resolution) return [];
  if (Resolution.values) return Resolution.values.map(period);
  const { value, unit, isoCurrency } = Resolution as { value?: unknown; unit?: string; isoCurrency?: string };
  if (value === undefined) return [];
  const amount = String(value ?? '').replace('%', '');
  return [unit ? `${amount} ${isoCurrency ?? unit}` : amount];
}

/** Both file formats name a stretch of days differently. */
function period(r: Record<string, string>): string {
  const from = r.start ?? r.startDate;
  if (from !== undefined) return `${from}..${r.end ?? r.endDate ?? ''}`;
  return r.value ?? r.date ?? r.time ?? r.dateTime ?? r.duration ?? '';
}
