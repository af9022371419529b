import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ReleaseRefused, SHIPPED_FLOWS } from '../bot/release.ts';
import { buildRobot } from './compose.ts';

it('a robot with a bad flow is not built, and nothing is opened or stored', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'bad-flow-'));
  const flowsDir = join(dir, 'flows');
  const dataDir = join(dir, 'data');
  cpSync(SHIPPED_FLOWS, flowsDir, { recursive: true });
  writeFileSync(join(flowsDir, 'bad.yaml'), 'id: bad\nname: 坏\nabout: 坏\nsteps: [{link: nowhere}]');
  await expect(buildRobot({ flowsDir, dataDir })).rejects.toBeInstanceOf(ReleaseRefused);
  expect(existsSync(dataDir)).toBe(false);
  rmSync(dir, { recursive: true });
});
