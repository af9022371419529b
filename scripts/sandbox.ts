/** `npm run sandbox`: the sandbox utility as an HTTP server of the back-end contract, for integrators to try against. */
import express from 'express';
import { backendRouter } from '../bot/backends/http/server.ts';
import { Sandbox } from '../bot/backends/sandbox/sandbox.ts';

const port = Number(process.env.PORT ?? 3979);
const frozen = process.env.SANDBOX_NOW;
const clock = frozen ? () => new Date(frozen) : () => new Date();
const sandbox = await Sandbox.open({ clock, shift: !frozen });
express()
  .use(backendRouter(sandbox.backends))
  .listen(port, () => process.stdout.write(`sandbox utility: http://localhost:${port}/openapi.json\n`));
