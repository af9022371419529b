/** Opens the transformer encoder that the settings name. */
import { type Encoder, EncoderError, openEncoder } from '../nlu/mod.ts';
import { SettingsError } from './settings.ts';

/** @throws SettingsError that says which file of the directory is wrong, how, and what to do */
export async function encoderIn(dir: string | undefined): Promise<Encoder | undefined> {
  if (!dir) return undefined;
  try {
    return await openEncoder(dir);
  } catch (error) {
    if (error instanceof EncoderError) throw new SettingsError(`ENCODER_DIR: ${error.message}`);
    throw error;
  }
}
