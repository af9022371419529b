/** Turns pictures and sounds into inputs: fetched from the platform, kept or recognised, within a time limit. */
import type { TurnInput } from '../../bot/mod.ts';
import type { Json, Store } from '../../store/mod.ts';
import type { Log } from '../web/http.ts';
import type { Uploads } from '../web/uploads.ts';
import type { WeChatClient } from './client.ts';
import type { Meaning } from './inbound.ts';
import type { WordsName } from './words.ts';

/** Recognises speech. @param audio as the platform gives it: `amr`, `speex` … */
export type Recognise = (audio: { bytes: Buffer; format: string }) => Promise<string>;

export interface Hearing {
  /** The input that a picture or a sound is, or the words that ask for another. The same message gives the same again. */
  hear(
    messageId: string,
    what: Extract<Meaning, { do: 'fetch' }>,
  ): Promise<{ input: TurnInput } | { words: WordsName }>;
}

const NAMESPACE = 'wechat.heard';
/** Leaves the turn time within the request's budget, in milliseconds. */
const PATIENCE = 3_000;
/** Where the web channel serves kept pictures. */
const PATH = '/v3/directline/uploads';

export function createHearing(parts: {
  store: Store;
  client: Pick<WeChatClient, 'media'>;
  uploads: Uploads;
  recognise?: Recognise | undefined;
  log: Log;
}): Hearing {
  const { store, client, uploads, recognise, log } = parts;

  async function fetched({ mediaId, ...what }: Extract<Meaning, { do: 'fetch' }>): Promise<TurnInput | null> {
    const { bytes } = await client.media(mediaId);
    if (what.what === 'image') return uploads.keep({ buffer: bytes }, PATH);
    const text = (await recognise!({ bytes, format: what.format })).trim();
    return text ? { kind: 'text', text } : null;
  }

  return {
    async hear(messageId, what) {
      const sorry = { words: what.what === 'image' ? 'imageLost' : 'voiceUnread' } as const;
      if (what.what === 'voice' && !recognise) return sorry;
      const known = await store.get(NAMESPACE, messageId);
      if (known) return { input: known as unknown as TurnInput };
      try {
        const input = await inTime(fetched(what));
        if (!input) return sorry;
        await store.put(NAMESPACE, messageId, input as unknown as Json);
        return { input };
      } catch (err) {
        log.warn({ err }, 'a picture or sound could not be taken from WeChat');
        return sorry;
      }
    },
  };
}

function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not there after ${PATIENCE} ms`)), PATIENCE);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
