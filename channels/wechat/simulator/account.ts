/** The settings of the simulated official account, as one would make them on the platform's own pages. */

export type Mode = 'plain' | 'compatible' | 'safe';

export interface Account {
  /** The account's original id: ToUserName of what it receives. */
  ghId: string;
  name: string;
  token: string;
  appid: string;
  secret: string;
  /** Needed in compatible and safe mode. */
  aesKey: string;
  mode: Mode;
  format: 'xml' | 'json';
  /** A verified account may send msgmenu; another gets 40200. */
  verified: boolean;
  /** May it use the customer-service interface? If not, 48001. */
  customerService: boolean;
  /** Some accounts get a menu click without bizmsgmenuid. */
  deliversMenuId: boolean;
  /** Customer-service messages in the 48 h after a message of the user. */
  messagesIn48h: number;
  /** API calls of one path in a day, beyond which 45009 comes. */
  callsPerDay: number;
  /** Customer-service messages in a minute, beyond which 45011 comes. */
  callsPerMinute: number;
  /** Ids of template and subscription messages. */
  templates: string[];
  /** How long one access token is good for, in seconds. */
  tokenSeconds: number;
}

export const DEMO_ACCOUNT: Account = {
  ghId: 'gh_5f1d2c3b4a69',
  name: '供电服务',
  token: 'wechat-sim-token',
  appid: 'wx5f1d2c3b4a69788e',
  secret: 'wechat-sim-secret-not-for-production',
  aesKey: 'c2ltdWxhdGVkLW9mZmljaWFsLWFjY291bnQta2V5LTA',
  mode: 'safe',
  format: 'xml',
  verified: true,
  customerService: true,
  deliversMenuId: true,
  messagesIn48h: 5,
  callsPerDay: 100_000,
  callsPerMinute: 10_000,
  templates: ['bill-due', 'outage-notice', 'power-restored'],
  tokenSeconds: 7200,
};
