/** `npm run check:flows`: the static check of all shipped flows; prints each fault and how to mend it. */
import { createActions } from '../bot/actions/registry.ts';
import { loadIntents } from '../bot/assemble.ts';
import { Sandbox } from '../bot/backends/sandbox/sandbox.ts';
import { checkFlows } from '../bot/dialog/check.ts';
import { loadFlows } from '../bot/flowbook.ts';
import { loadTopics } from '../knowledge/topics.ts';

const flows = loadFlows(new URL('../bot/flows/', import.meta.url).pathname);
const sandbox = new Sandbox({ clock: () => new Date(), shift: true });
const findings = checkFlows(flows, {
  actions: createActions(sandbox.backends),
  topics: new Set(loadTopics().keys()),
  intents: new Set(loadIntents().keys()),
});
for (const { flow, step, rule, message } of findings)
  process.stdout.write(`${flow} › ${step} [${rule}] ${message}\n`);
process.stdout.write(`${flows.length} flows, ${findings.length} findings\n`);
process.exit(findings.length ? 1 : 0);
