/** Owns the report that build servers read: JUnit's XML. */
import type { Case, Evaluation } from '../run.ts';
import { escaped } from './html.ts';

/** One suite with a test case for each row or conversation. */
export function junit({ kind, file }: Pick<Evaluation, 'kind' | 'file'>, cases: readonly Case[]): string {
  const failures = cases.filter((c) => c.failure !== null).length;
  const attributes = (values: Record<string, string | number>) =>
    Object.entries(values)
      .map(([key, value]) => ` ${key}="${escaped(String(value)).replace(/[\n\t]/g, ' ')}"`)
      .join('');
  const testcase = ({ name, line, failure }: Case) => {
    const head = `  <testcase${attributes({ classname: `${kind}.${file}`, name: `${line}: ${name}`, file, line })}`;
    if (failure === null) return `${head}/>`;
    return `${head}>\n    <failure${attributes({ message: failure })}/>\n  </testcase>`;
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite${attributes({ name: `${kind} ${file}`, tests: cases.length, failures, errors: 0 })}>`,
    ...cases.map(testcase),
    '</testsuite>',
    '',
  ].join('\n');
}
