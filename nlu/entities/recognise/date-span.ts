/** What every recogniser of dates finds. */

export interface DateSpan {
  start: number;
  end: number;
  grain: 'day' | 'month';
  /** 'YYYY-MM-DD' or 'YYYY-MM'; undefined for a day that no calendar has (2月30日) or that ours does not reach. */
  value: string | undefined;
  /** A day of the lunar calendar as it was named: 'YYYY-MM-DD' with lunar month and day. */
  lunar?: string;
  /** How it was said, for explanation: date.relative. */
  source: string;
}
