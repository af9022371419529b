/** Microsoft's recognisers in the terms of the specifications. */

import dateTime from '@microsoft/recognizers-text-date-time';
import suite from '@microsoft/recognizers-text-suite';
import type { Reading, Recogniser } from './recogniser.ts';

const CULTURE = 'zh-cn';

interface Result {
  text: string;
  resolution?: { value?: unknown; unit?: string; isoCurrency?: string };
}

export const theirs: Readonly<Record<string, Recogniser>> = {
  Number: plain((input) => suite.recognizeNumber(input, CULTURE)),
  Percentage: plain((input) => suite.recognizePercentage(input, CULTURE)),
  Currency: plain((input) => suite.recognizeCurrency(input, CULTURE)),
  Dimension: plain((input) => suite.recognizeDimension(input, CULTURE)),
  PhoneNumber: plain((input) => suite.recognizePhoneNumber(input, CULTURE)),
  Boolean: plain((input) => suite.recognizeBoolean(input, CULTURE)),
  Date: parsed(new dateTime.ChineseDateExtractor(false), new dateTime.ChineseDateParser(false)),
  Time: parsed(new dateTime.ChineseTimeExtractor(), new dateTime.ChineseTimeParser()),
  DatePeriod: parsed(
    new dateTime.ChineseDatePeriodExtractor(false),
    new dateTime.ChineseDatePeriodParser(false),
  ),
  Duration: parsed(new dateTime.ChineseDurationExtractor(), new dateTime.ChineseDurationParser()),
  DateTime: parsed(new dateTime.ChineseDateTimeExtractor(false), new dateTime.ChineseDateTimeParser(false)),
};

/** The models behind their public functions; `null` and 'null' are no value. */
function plain(recognise: (input: string) => Result[]): Recogniser {
  return (input) =>
    recognise(input).map(({ text, resolution = {} }) => {
      const { value, unit, isoCurrency } = resolution;
      const amount = value === null || value === 'null' ? '' : String(value).replace('%', '');
      return { text, values: unit ? [`${amount} ${isoCurrency ?? unit}`] : [amount] };
    });
}

/** All dates and times at once, as their public function gives them. */
export function theirsMerged(input: string, instant: Date): Reading[] {
  const results = suite.recognizeDateTime(
    input,
    CULTURE,
    undefined,
    localTime(instant),
  ) as unknown as MergedResult[];
  return results.map(({ text, typeName, resolution }) => ({
    text,
    type: typeName.replace('datetimeV2.', ''),
    values: (resolution?.values ?? []).map(({ start, end, value }) =>
      start ? `${start}..${end ?? ''}` : (value ?? ''),
    ),
  }));
}

interface MergedResult {
  text: string;
  typeName: string;
  resolution?: { values: { start?: string; end?: string; value?: string }[] };
}

/** They resolve by the local fields of the date. */
function localTime(instant: Date): Date {
  return new Date(instant.getTime() + 8 * 3_600_000 + instant.getTimezoneOffset() * 60_000);
}

interface Extractor {
  extract(input: string, reference: Date): { text: string }[];
}
interface Parser {
  parse(found: { text: string }, reference: Date): { text: string; value?: Resolutions } | null;
}
interface Resolutions {
  futureResolution?: Record<string, string>;
  pastResolution?: Record<string, string>;
}

/** Dates and times are specified for each extractor by itself, so each is called by itself. */
function parsed(extractor: Extractor, parser: Parser): Recogniser {
  return (input, instant) => {
    const reference = localTime(instant);
    return extractor.extract(input.toLowerCase(), reference).map((found) => {
      const { futureResolution, pastResolution } = parser.parse(found, reference)?.value ?? {};
      return {
        text: found.text,
        values: [futureResolution, pastResolution].flatMap(values),
      } satisfies Reading;
    });
  };
}

function values(resolution: Record<string, string> | undefined): string[] {
  if (!resolution) return [];
  const { startDate, endDate, date, time, dateTime: moment, duration } = resolution;
  if (startDate !== undefined) return [`${startDate}..${endDate ?? ''}`];
  const value = date ?? time ?? moment ?? duration;
  return value === undefined ? [] : [String(value)];
}
