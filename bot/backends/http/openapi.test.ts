import { expect, it } from 'vitest';
import { openApiDocument } from './openapi.ts';

it('docs/openapi.json is current (renew it with: npx vitest run bot/backends/http -u)', async () => {
  await expect(`${JSON.stringify(openApiDocument(), null, 2)}\n`).toMatchFileSnapshot(
    '../../../docs/openapi.json',
  );
});
