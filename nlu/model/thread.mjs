/** Opens a worker thread: teaches it TypeScript (Node 20 ignores `--import` in a thread), then runs worker.ts. */

import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
