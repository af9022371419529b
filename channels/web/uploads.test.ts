import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './testing/server.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const JPEG = Buffer.from('ffd8ffe000104a46494600', 'hex');
const WEBP = Buffer.concat([Buffer.from('RIFF'), Buffer.alloc(4), Buffer.from('WEBPVP8 ')]);

let server: TestServer;
let conversation: { conversationId: string; token: string };
beforeEach(async () => {
  server = await startTestServer();
  conversation = await (await fetch(`${server.domain}/conversations`, { method: 'POST' })).json();
});
afterEach(() => server.close());

function upload(form: FormData, token = conversation.token) {
  return fetch(`${server.domain}/conversations/${conversation.conversationId}/upload?userId=x`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
    body: form,
  });
}

function formWith(
  bytes: Buffer,
  {
    type = 'image/png',
    name = 'meter.png',
    activity,
  }: { type?: string; name?: string; activity?: object | string } = {},
) {
  const form = new FormData();
  const text = typeof activity === 'string' ? activity : JSON.stringify(activity);
  if (activity !== undefined)
    form.append('activity', new Blob([text], { type: 'application/vnd.microsoft.activity' }));
  form.append('file', new Blob([new Uint8Array(bytes)], { type }), name);
  return form;
}

interface Attachment {
  contentUrl: string;
  contentType: string;
}

async function transcript() {
  const response = await fetch(`${server.domain}/conversations/${conversation.conversationId}/activities`, {
    headers: { Authorization: `Bearer ${conversation.token}` },
  });
  const { activities } = (await response.json()) as {
    activities: {
      id: string;
      text?: string;
      attachments?: Attachment[];
      channelData: Record<string, unknown>;
    }[];
  };
  return activities;
}

describe('pictures', () => {
  it('are taken, told to the robot and given back as a picture and nothing else', async () => {
    const activity = {
      type: 'message',
      channelData: { clientActivityID: 'p1' },
      attachments: [{ contentType: 'image/png', name: 'meter.png' }],
    };
    const { id } = (await (await upload(formWith(PNG, { activity }))).json()) as { id: string };
    expect(server.robot.heard.at(-1)!.input).toMatchObject({ kind: 'image', contentType: 'image/png' });
    const own = (await transcript()).find((a) => a.id === id)!;
    expect(own.channelData).toMatchObject({ clientActivityID: 'p1' });
    const [attachment] = own.attachments!;
    const picture = await fetch(attachment!.contentUrl);
    expect(Buffer.from(await picture.arrayBuffer())).toEqual(PNG);
    expect(picture.headers.get('Content-Type')).toBe('image/png');
    expect(picture.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(picture.headers.get('Content-Security-Policy')).toContain('sandbox');
  });

  it('with words: the words come first, then each picture', async () => {
    const form = formWith(PNG, {
      activity: { type: 'message', text: '电线掉下来了', channelData: { clientActivityID: 'p2' } },
    });
    form.append('file', new Blob([JPEG]), 'second.jpg');
    await upload(form);
    expect(server.robot.heard.slice(1).map(({ input }) => input.kind)).toEqual(['text', 'image', 'image']);
    await upload(form);
    expect(server.robot.turns).toBe(4);
  });

  it.each([
    ['JPEG', JPEG, 'jpg'],
    ['WebP', WEBP, 'webp'],
  ])('%s is known by its first bytes, whatever its name says', async (_name, bytes, extension) => {
    expect((await upload(formWith(bytes, { type: 'text/html', name: '../../evil.html' }))).status).toBe(200);
    const files = await readdir(join(server.dataDir, 'uploads'));
    expect(files).toEqual([expect.stringMatching(new RegExp(`^[0-9a-f]{64}\\.${extension}$`))]);
  });

  it.each([
    ['a web page', Buffer.from('<html><script>alert(1)</script>')],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['a GIF', Buffer.from('GIF89a')],
    ['an empty file', Buffer.alloc(0)],
  ])('%s is refused, though it says it is a PNG', async (_name, bytes) => {
    expect((await upload(formWith(bytes))).status).toBe(415);
    expect(server.robot.turns).toBe(1);
  });

  it('more than 5 MB is refused', async () => {
    expect((await upload(formWith(Buffer.concat([PNG, Buffer.alloc(5 * 1024 * 1024)])))).status).toBe(413);
  });

  it('too many are refused', async () => {
    const form = new FormData();
    for (let i = 0; i < 6; i++) form.append('file', new Blob([new Uint8Array(PNG)]), `${i}.png`);
    expect((await upload(form)).status).toBe(413);
  });

  it.each([
    ['no picture', () => new FormData()],
    ['a broken activity', () => formWith(PNG, { activity: '{"type":' })],
    ['an activity of a wrong shape', () => formWith(PNG, { activity: { type: 7 } })],
  ])('%s is the sender’s mistake', async (_name, form) => {
    expect((await upload(form())).status).toBe(400);
  });

  it('a body that is not a form, or is cut off, is refused', async () => {
    const headers = { Authorization: `Bearer ${conversation.token}` };
    const url = `${server.domain}/conversations/${conversation.conversationId}/upload`;
    const plain = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'image/png' },
      body: new Uint8Array(PNG),
    });
    expect(plain.status).toBe(415);
    const type = 'multipart/form-data; boundary=x';
    const cut = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': type },
      body: '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
    });
    expect(cut.status).toBe(400);
  });

  it('need a token like everything else', async () => {
    const other = (await (await fetch(`${server.domain}/conversations`, { method: 'POST' })).json()) as {
      token: string;
    };
    expect((await upload(formWith(PNG), other.token)).status).toBe(403);
    expect(await readdir(server.dataDir)).not.toContain('uploads');
  });
});
