/** The messages that go to a WeChat user, as the platform knows them: a passive reply and a customer-service message share them. */

/** Bytes of UTF-8 that the platform takes in one text. */
export const TEXT_BYTES = 2048;

export interface MenuOption {
  /** Comes back as `bizmsgmenuid` (some accounts deliver the click without it). */
  id: string;
  label: string;
}

export interface NewsArticle {
  title: string;
  description: string;
  url: string;
  picUrl?: string | undefined;
}

export type OutgoingMessage =
  /** At most TEXT_BYTES; may hold `<a href>` links, which the platform draws. */
  | { type: 'text'; text: string }
  /** Only as a customer-service message of a verified account; elsewhere it is drawn as links in a text. */
  | { type: 'menu'; head: string; options: MenuOption[]; tail: string }
  /** One article: the platform takes no more for users. */
  | { type: 'news'; article: NewsArticle };
