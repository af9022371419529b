/** The simulated platform: an official account, its followers with their phones, and what goes over the wire. */
import { type Account, DEMO_ACCOUNT } from './account.ts';
import { type Deed, meaningOf } from './deeds.ts';
import { Faults } from './faults.ts';
import type { Button } from './menu-rules.ts';
import { type Bubble, type Content, type Follower, newFollower, show } from './phone.ts';
import { readAnswer, type Verdict } from './reply.ts';
import { type Patience, push, type Try } from './sender.ts';
import { TokenDesk } from './tokens.ts';
import { Windows } from './windows.ts';
import { Wire } from './wire.ts';
import { type Fields, writeJson, writeXml } from './xml.ts';

/** What WeChat itself says when an account's server fails. */
export const OUT_OF_SERVICE = '该公众号暂时无法提供服务，请稍后再试';
const TYPING_MS = 15_000;
/** Beyond 2^53, where a reader that takes an id for a number makes two messages one. */
const FIRST_ID = 7_412_338_911_020_441_601n;

export interface PlatformOptions {
  /** Where the account's server listens, such as `http://127.0.0.1:3978/wechat`; may be set later. */
  webhook?: string;
  account?: Partial<Account> | undefined;
  /** By which windows and tokens end; messages are signed by the real time. */
  clock?: (() => Date) | undefined;
  patience?: Partial<Patience> | undefined;
}

export interface Outcome {
  tries: Try[];
  /** `silence`: no try was answered. */
  verdict: Verdict | { kind: 'silence' };
}

export class Platform {
  readonly account: Account;
  readonly followers = new Map<string, Follower>();
  readonly faults = new Faults();
  readonly tokens: TokenDesk;
  readonly windows: Windows;
  readonly wire = new Wire();
  readonly media = new Map<string, { bytes: Buffer; contentType: string }>();
  readonly clock: () => Date;
  menu: Button[] = [];
  /** The origin under which phones and the account's server reach this platform; set when it listens. */
  origin = '';
  webhook: string;
  readonly #listeners = new Set<() => void>();
  readonly #patience: Patience;
  #lastId = FIRST_ID;

  constructor({ webhook = '', account = {}, clock = () => new Date(), patience = {} }: PlatformOptions) {
    this.account = { ...DEMO_ACCOUNT, ...account };
    this.clock = clock;
    this.tokens = new TokenDesk(this.account.tokenSeconds, clock);
    this.windows = new Windows(this.account.messagesIn48h);
    this.webhook = webhook;
    this.#patience = { cutMs: 5_000, pauseMs: 1_000, ...patience };
  }

  /** A person on WeChat, who follows nothing yet unless told. */
  person(openid: string, nickname = openid, following = true): Follower {
    const known = this.followers.get(openid);
    if (known) return known;
    const follower = newFollower(openid, nickname);
    follower.following = following;
    this.followers.set(openid, follower);
    return follower;
  }

  nextId = (): bigint => this.#lastId++;

  /** Puts a file onto the platform. @returns its media id */
  upload(bytes: Buffer, contentType: string): string {
    const id = `media-${this.nextId()}`;
    this.media.set(id, { bytes, contentType });
    return id;
  }

  /** The follower does something; resolves when the account's server has answered or every try has failed. */
  async act(openid: string, deed: Deed): Promise<Outcome | null> {
    const follower = this.person(openid);
    const { fields, opens, own } = meaningOf(this.#asSent(deed), follower, this.nextId);
    if (own) show(follower, this.clock(), own.kind === 'notice' ? 'wechat' : 'me', own);
    if (deed.do === 'follow' || deed.do === 'scan') follower.following = true;
    if (deed.do === 'unfollow') follower.following = false;
    if (deed.do === 'permit')
      follower.permits.set(deed.template, (follower.permits.get(deed.template) ?? 0) + 1);
    this.windows.opened(openid, opens, this.clock().getTime());
    this.changed();
    if (follower.atDesk && fields.MsgType !== 'event') return null;
    return this.tell(openid, fields, own !== null && deed.do !== 'unfollow');
  }

  /** Sends fields over the common ones. @param seen the follower sees WeChat's own words when it fails */
  async tell(openid: string, fields: Fields, seen = false): Promise<Outcome> {
    const follower = this.person(openid);
    const message: Fields = {
      ToUserName: this.account.ghId,
      FromUserName: openid,
      CreateTime: Math.floor(Date.now() / 1000),
      ...fields,
    };
    const tries = await push(this.account, this.webhook, message, this.#patience);
    const { answer } = tries.at(-1)!;
    const isEvent = fields.MsgType === 'event';
    const verdict: Outcome['verdict'] =
      'failed' in answer ? { kind: 'silence' } : readAnswer(this.account, { openid, isEvent }, answer);
    this.wire.pushed(
      openid,
      this.account.format === 'json' ? writeJson(message) : writeXml(message),
      tries,
      verdict,
    );
    this.#draw(follower, verdict, seen);
    this.changed();
    return { tries, verdict };
  }

  /** The account's bubble by the API. */
  deliver(openid: string, content: Content, via: NonNullable<Bubble['via']>): void {
    show(this.person(openid), this.clock(), 'account', content, via);
    this.changed();
  }

  typing(follower: Follower, on: boolean): void {
    follower.typingUntil = on ? this.clock().getTime() + TYPING_MS : 0;
    this.changed();
  }

  /** The platform's own customer service takes the conversation's end. */
  async closeDesk(openid: string): Promise<void> {
    const follower = this.person(openid);
    follower.atDesk = false;
    show(follower, this.clock(), 'wechat', { kind: 'notice', text: '人工客服已结束' });
    const account = `desk@${this.account.ghId}`;
    await this.tell(openid, { MsgType: 'event', Event: 'kf_close_session', KfAccount: account });
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Some accounts deliver a menu click as mere text. */
  #asSent(deed: Deed): Deed {
    return deed.do === 'text' && !this.account.deliversMenuId ? { do: 'text', text: deed.text } : deed;
  }

  #draw(follower: Follower, verdict: Outcome['verdict'], seen: boolean): void {
    const at = this.clock();
    switch (verdict.kind) {
      case 'reply':
        show(follower, at, 'account', verdict.content, 'passive');
        break;
      case 'desk':
        follower.atDesk = true;
        show(follower, at, 'wechat', { kind: 'notice', text: '已为你转接人工客服' });
        break;
      case 'wrong':
      case 'silence':
        if (seen) show(follower, at, 'wechat', { kind: 'notice', text: OUT_OF_SERVICE });
        break;
      case 'nothing':
    }
  }
}
