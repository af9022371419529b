/** Owns the pictures that customers send: what is let in, where it is kept, how it is given back. */
import { createHmac } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { RequestHandler, Response } from 'express';
import multer, { MulterError } from 'multer';
import { ApiError, decodeJson, MAX_BODY } from './http.ts';
import type { ImageInput } from './incoming.ts';

/** The largest picture, in bytes; our page shrinks a photo below it. */
const MAX_FILE = 5 * 1024 * 1024;
const MAX_FILES = 3;
/** Uploads are read into memory; so many at once are what memory is set aside for. */
const MAX_AT_ONCE = 8;
const ACTIVITY_TYPE = 'application/vnd.microsoft.activity';

interface Kind {
  extension: string;
  contentType: string;
  matches: (bytes: Buffer) => boolean;
}

/** By their first bytes: what a client says of a file is not evidence. */
const KINDS: Kind[] = [
  { extension: 'png', contentType: 'image/png', matches: startsWith('89504e470d0a1a0a') },
  { extension: 'jpg', contentType: 'image/jpeg', matches: startsWith('ffd8ff') },
  {
    extension: 'webp',
    contentType: 'image/webp',
    matches: (bytes) =>
      bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
  },
];

const form = multer({
  storage: multer.memoryStorage(),
  limits: {
    fileSize: MAX_FILE,
    files: MAX_FILES + 1,
    fields: 4,
    fieldSize: MAX_BODY,
    parts: MAX_FILES + 5,
    headerPairs: 20,
  },
}).any();
let reading = 0;

/** Reads a multipart body into memory. @throws ApiError 400, 413, 415, 429 */
export const readUpload: RequestHandler = (request, response, next) => {
  if (!request.is('multipart/form-data')) {
    return next(new ApiError(415, 'UnsupportedMediaType', 'Send the picture as multipart/form-data.'));
  }
  if (reading >= MAX_AT_ONCE)
    return next(new ApiError(429, 'TooManyRequests', 'Too many uploads: send it again shortly.'));
  reading++;
  response.once('close', () => reading--);
  form(request, response, (error: unknown) => next(error ? uploadError(error) : undefined));
};

function uploadError(error: unknown): ApiError {
  if (error instanceof MulterError && error.code === 'LIMIT_FILE_SIZE') {
    return new ApiError(413, 'TooLarge', `A picture may have ${MAX_FILE / 1024 / 1024} MB.`);
  }
  if (error instanceof MulterError && /^LIMIT_/.test(error.code)) {
    return new ApiError(413, 'TooLarge', `An upload may hold ${MAX_FILES} pictures and one activity.`);
  }
  return new ApiError(400, 'BadArgument', 'The multipart body is malformed.');
}

/** The activity and the pictures of an upload that has been read. @throws ApiError 400, 413, 415 */
export function partsOf(request: { body?: unknown; files?: unknown }): {
  activity: unknown;
  pictures: Express.Multer.File[];
} {
  const files = (request.files ?? []) as Express.Multer.File[];
  const isActivity = (file: Express.Multer.File) =>
    file.fieldname === 'activity' || file.mimetype === ACTIVITY_TYPE;
  const described = files.find(isActivity);
  const field = (request.body as Record<string, unknown> | undefined)?.activity;
  const pictures = files.filter((file) => !isActivity(file));
  if (!pictures.length) throw new ApiError(400, 'BadArgument', 'The upload holds no picture.');
  if (pictures.length > MAX_FILES)
    throw new ApiError(413, 'TooLarge', `An upload may hold ${MAX_FILES} pictures.`);
  if (described && described.size > MAX_BODY)
    throw new ApiError(413, 'TooLarge', 'The activity is too large.');
  const bytes = described?.buffer ?? (typeof field === 'string' ? Buffer.from(field) : undefined);
  return { activity: bytes ? decodeJson(bytes) : { type: 'message' }, pictures };
}

/** Pictures on disk, by a name that only those know who were told it. */
export class Uploads {
  readonly #folder: string;
  readonly #key: Buffer;

  /** @param key makes names that cannot be guessed, not even by who holds the same picture */
  constructor(dataDir: string, key: Buffer) {
    this.#folder = resolve(dataDir, 'uploads');
    this.#key = key;
  }

  /** Keeps a picture; the same one twice is one file. @throws ApiError 415 for what is no PNG, JPEG or WebP */
  async keep(picture: { buffer: Buffer }, path: string): Promise<ImageInput> {
    const kind = KINDS.find(({ matches }) => matches(picture.buffer));
    if (!kind) throw new ApiError(415, 'UnsupportedMediaType', 'Only PNG, JPEG and WebP pictures are taken.');
    const digest = createHmac('sha256', this.#key).update(picture.buffer).digest('hex');
    const name = `${digest}.${kind.extension}`;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const target = join(this.#folder, name);
    const half = `${target}.${process.pid}.part`;
    await writeFile(half, picture.buffer, { mode: 0o600 });
    await rename(half, target);
    return {
      kind: 'image',
      name: `照片.${kind.extension}`,
      url: `${path}/${name}`,
      contentType: kind.contentType,
    };
  }

  /** Gives a picture back with headers under which it can be nothing but a picture. @throws ApiError 404 */
  send(name: string, response: Response): Promise<void> {
    const kind = KINDS.find(({ extension }) => new RegExp(`^[0-9a-f]{64}\\.${extension}$`).test(name));
    if (!kind) return Promise.reject(missing());
    response.set({
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Cache-Control': 'private, max-age=31536000, immutable',
    });
    return new Promise((done, fail) => {
      const options = {
        root: this.#folder,
        headers: { 'Content-Type': kind.contentType },
        cacheControl: false,
      };
      response.sendFile(name, options, (error) =>
        error && !response.headersSent ? fail(missing()) : done(),
      );
    });
  }
}

function missing(): ApiError {
  return new ApiError(404, 'NotFound', 'There is no such picture.');
}

function startsWith(hex: string): (bytes: Buffer) => boolean {
  const magic = Buffer.from(hex, 'hex');
  return (bytes) => bytes.subarray(0, magic.length).equals(magic);
}
