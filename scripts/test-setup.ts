/** Before the tests: the model that ships must exist, as it does for whoever runs `npm start`. */
import { ensureModel } from '../nlu/mod.ts';

export default async function setup(): Promise<void> {
  await ensureModel('./.model');
}
