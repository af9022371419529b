/** Small things for the tests of this folder: bags of a few features, and a corpus that trains in a second. */

import type { Corpus } from './corpus.ts';
import { randomFrom } from './random.ts';
import type { Bags } from './vocabulary.ts';

/** Bags of the rows given as feature → value. */
export function bagsOf(...rows: Record<number, number>[]): Bags {
  const offsets = [0];
  const ids: number[] = [];
  const values: number[] = [];
  for (const row of rows) {
    for (const [id, value] of Object.entries(row)) {
      ids.push(Number(id));
      values.push(value);
    }
    offsets.push(ids.length);
  }
  return {
    offsets: Int32Array.from(offsets),
    ids: Int32Array.from(ids),
    values: Float32Array.from(values),
    coverage: new Float32Array(rows.length).fill(1),
  };
}

/** Numbers between -1 and 1 that half precision holds exactly. */
export function halves(length: number, seed: number): Float32Array {
  const random = randomFrom(seed);
  return Float32Array.from({ length }, () => (random.below(257) - 128) / 128);
}

const LINES: Record<string, string> = {
  'bill.query':
    '上个月电费多少 这个月电费多少钱 查一下电费账单 十月的账单发我看看 本期电费金额是多少 看下我家电费 电费单给我看看 这期要交多少电费 账单金额多少 帮我查电费',
  'outage.report':
    '我家没电了 整栋楼停电了 家里突然断电 楼里都没电了快来修 没电了派人来看看 我们这里停电了 屋里黑了没电 停电了赶紧来人 小区一片漆黑停电了 我要报修没电了',
  'service.human':
    '转人工 我要人工客服 找个真人说话 给我接人工 人工服务 叫你们客服来 我要找真人 不要机器人转人工 帮我转人工客服 接线员在吗找人工',
  'chat.thanks': '谢谢 多谢了 谢谢你 太感谢了 谢啦 非常感谢 谢谢啊 感谢感谢 多谢多谢 谢谢您',
  none:
    '今天天气怎么样 给我讲个笑话 明天会下雨吗 附近有什么好吃的 帮我写首诗 水费怎么交 快递到哪了 今晚有球赛吗 股票涨了没 我想买手机 火车票怎么买 周末去哪玩 ' +
    // More than one run of neighbours, or a fold would have learned nothing of `none`.
    '你会唱歌吗 煤气费在哪交 宽带怎么又断了 我想学英语 哪家火锅好吃 推荐一部电影 快递怎么还没到 今晚吃什么 手机屏幕碎了 帮我订个闹钟 附近有超市吗 公积金怎么取 明天限行吗 彩票开奖了吗 怎么减肥 孩子不爱写作业 打车去机场 孤独怎么办 写一篇作文 最近有什么新闻 猫咪不吃东西 头疼吃什么药 房租又涨了 地铁几点停运 电影票退了 航班延误了吗 股市又跌了 哪里能理发 给我唱首歌 帮我翻译一句话 感冒了要不要去医院 自来水停了 驾照到期了 游戏怎么下载 社保怎么转 演唱会几点开始',
};

/** Four intents and `none`, a line in two voices each. */
export function smallCorpus(intents = Object.keys(LINES)): Corpus {
  const examples = intents.flatMap((intent) =>
    LINES[intent]!.split(' ').map((text, i) => ({
      text,
      intent,
      voice: i % 2 ? 'hotline' : 'wechat',
      file: `${intent}.txt`,
      line: i + 2,
    })),
  );
  return { examples, intents, hash: 'small' };
}
