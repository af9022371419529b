/** Followers of the account and what each sees on the phone. */

export type Content =
  | { kind: 'text'; text: string }
  | { kind: 'image'; url: string }
  | { kind: 'voice'; text: string }
  | { kind: 'video' }
  | { kind: 'location'; label: string; latitude: number; longitude: number }
  | { kind: 'link'; title: string; url: string }
  | { kind: 'news'; title: string; description: string; url: string; picUrl: string }
  | { kind: 'menu'; head: string; options: { id: string; label: string }[]; tail: string }
  | { kind: 'mini'; title: string; appid: string; path: string }
  | { kind: 'template'; template: string; rows: { name: string; value: string }[]; url: string }
  /** Grey words in the middle of the screen, by WeChat itself. */
  | { kind: 'notice'; text: string };

export type Bubble = Content & {
  /** 1, 2, 3 … on this phone. */
  id: number;
  from: 'me' | 'account' | 'wechat';
  /** By which way the account's bubble came. */
  via?: 'passive' | 'service' | 'template' | 'subscription' | 'desk';
  /** Milliseconds since the epoch. */
  at: number;
};

export interface Follower {
  openid: string;
  nickname: string;
  following: boolean;
  /** Has refused the account's messages in WeChat's settings (48002). */
  refuses: boolean;
  /** Talks with the platform's own customer service: messages go there and not to the account's server. */
  atDesk: boolean;
  bubbles: Bubble[];
  /** Until when 对方正在输入 stands there, in milliseconds since the epoch. */
  typingUntil: number;
  /** One-time permissions for subscription messages, by template. */
  permits: Map<string, number>;
}

export function newFollower(openid: string, nickname: string): Follower {
  return {
    openid,
    nickname,
    following: false,
    refuses: false,
    atDesk: false,
    bubbles: [],
    typingUntil: 0,
    permits: new Map(),
  };
}

export function show(
  follower: Follower,
  at: Date,
  from: Bubble['from'],
  content: Content,
  via?: Bubble['via'],
): Bubble {
  const bubble: Bubble = {
    ...content,
    id: follower.bubbles.length + 1,
    from,
    at: at.getTime(),
    ...(via && { via }),
  };
  follower.bubbles.push(bubble);
  if (from === 'account') follower.typingUntil = 0;
  return bubble;
}
