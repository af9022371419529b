/** Names of persons and companies, after words that announce them, or alone in an answer. */

import { isPersonName } from '../text/segment.ts';
import type { Found, Utterance } from './found.ts';
import { CITY, PROVINCE, placeStarts } from './places.ts';

const COMPOUND = '欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|南宫|独孤|长孙|宇文|钟离';
const SURNAMES =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝';

const SURNAME = `(?:${COMPOUND}|[${SURNAMES}])`;
/** What may stand directly after a name, so that it is no part of it. */
const AFTER =
  '(?=$|[^一-鿿]|的|我|要|想|是|在|电话|手机|地址|户|身份|家|住|你|您|吗|呢|啊|吧|先生|女士|小姐|老师|师傅|和|跟|与|也|有|没|不|能|可|今|请|帮|查|办|由|因|已|曾|于|至|代|欠|住院|来电|名下|号码|本人|这|那|来|去|到|改|换|名|，|了|呀|哈|麻烦|联系|尾号|以前|现在|写|他|她|就|都)';
const PERSON = `(${SURNAME}[一-鿿]{1,2}?)${AFTER}`;
const TRIGGER =
  '我(?:的名字|姓名)?叫做?|名字(?:叫|是|:)?|姓名(?:叫|是|:)?|户主(?:名字|姓名)?(?:叫|是|:|写的是|改成|改为|变更为|换成)?|户名(?:叫|是|:|改成|改为|写的是|写的|登记的是)?|联系人(?:叫|是|:|改成|改为|换成)?|收件人(?:叫|是|:)?|房主(?:叫|是)?|业主(?:叫|是)?|新户主(?:叫|是|:)?|原户主(?:叫|是|:)?|过户给|我爸叫|我妈叫|老公叫|老婆叫|(?:改成|换成|写成?|开给)我?(?:老婆|老公|爱人|妻子|丈夫|儿子|女儿|爸爸?|妈妈?|父亲|母亲)(?:的名字|叫)?';
/** These announce a name only when the dictionary agrees. */
const WEAK = '我是(?:户主)?|找我|联系我|打给我?|本人(?:叫|是)?|转给|改成|换成|登记在|名下是|就叫|叫';
const ANNOUNCED = new RegExp(`(?:${TRIGGER})[\\s:是]?${PERSON}`, 'g');
const SUGGESTED = new RegExp(`(?:${WEAK})[\\s:]?${PERSON}`, 'g');
const TITLED = new RegExp(`(?<![一-鿿])(${SURNAME}[一-鿿]{1,2})(?=先生|女士|小姐)`, 'g');
const ALONE = new RegExp(
  `(?<=^|[\\s,。])(?:嗯|我是|是|叫|就是)?(${SURNAME}[一-鿿]{1,2})(?=$|[\\s,。.!])`,
  'g',
);
/** Words that begin with a surname and are no names. */
const NO_NAME =
  /^(?:谢谢|谢|白痴|欧克|白白|白屏|莫急|汪汪|商用|商改|费控|费|欧姆|车是|车|房本|房|户主|委托|单位|公司|农村|农民|农业|房东|房主|房客|时候|安装|安全|方便|马上|高压|高层|全部|全家|古代|路边|路过|边上|包括|包月|明天|明白|连接|连续|关于|关系|关闭|万一|向你|金额|成功|成本|和你|应该|司机|时间|项目|管理|管道|单独|单元|单身|解决|解绑|江苏|徐州|苏州|常州|南京|南通|老|许多|余额|余电|计量|何时|何地|任何|任意|文件|于是|车位|车库|白天|白条|温度|程序|申请|申报|施工|查询|查电|查账|严重|易|尚未|贺|谷段|谷电|冷|麻烦|应急|干|宁可|牛|毛病|黄|商业|商铺|商户|师傅|全额|房产|房子|房屋|荣|左右|左边|阳台|阳光|武汉|成都|温州|江宁|江阴|常|时不时|华为|华润|国|范围|解除|连云|明细|费用|费电|项|车间|管|党|党员|宗|游客|家|居民|莫名|毕竟|盛|穆|简单|简直|全国|应|包|成|卫生|祝|单相|单价|单子|应收|边|时|农|向|何|和|解|查|关|路|明|安|高|钱|连|余|文|万|方|申|单)(?:.{0,2})$/;
const REAL_NAME_HEAD = /^[何余文万方高安钱向包申成应简][一-鿿]{1,2}$/;

const COMPANY_END =
  '有限责任公司|股份有限公司|集团有限公司|有限公司|分公司|合作社|工作室|事务所|面馆|饭店|酒店|宾馆|超市|便利店|餐厅|餐饮店|理发店|美容院|药店|网吧|商行|经营部|加工厂|机械厂|服装厂|化工厂|纺织厂|印刷厂|幼儿园|小学|中学|大学|医院|村委会|居委会|养殖场|农场|公司|厂';
const COMPANY_CHARS = '(?:(?![的了是我你您能先想要在于将被把为均误拟就开])[一-鿿()A-Za-z])';
const COMPANY_NAMED = new RegExp(
  `(?:抬头(?:是|为|开|写|用|:|改成|换成)?(?:个)?|户名(?:是|为|叫|:|改成|改为)?|公司名称?(?:是|为|叫|:)?|单位名称?(?:是|为|叫|:)?|开给|名称(?:是|为|叫|:)?|户主(?:是|叫|:)?|单位(?:是|叫))[\\s:]?(${COMPANY_CHARS}{2,20}?(?:${COMPANY_END}))(?!的?(?:员工|人|老板|电工|会计|财务室)|[一-鿿]?(?:有限|公司|名|账|全称))|(?:我(?:们)?(?:公司|单位|厂)?(?:是|叫)|我司(?:是|为)?)[\\s:]?(${COMPANY_CHARS}{4,20}?(?:有限责任公司|有限公司))`,
  'g',
);
const COMPANY_PLACED = new RegExp(
  `(?:${PROVINCE}|${CITY})${COMPANY_CHARS}{2,18}?(?:有限责任公司|股份有限公司|有限公司|合作社|面馆|饭店|酒店|超市|药店|商行|经营部|厂|店)(?!长|员|里|面|铺|家|房|区)`,
  'g',
);
const COMPANY_ALONE = new RegExp(
  `^(?!户名|抬头|单位|名称|公司名)${COMPANY_CHARS}{2,18}?(?:有限责任公司|股份有限公司|有限公司)$`,
);
const NO_COMPANY =
  /^(?:新建|租用|旧|小|全资|我|本|委托|某某|吸收|会展|装修|写成|换成)|(?:供电|电力|电网|国网|我们|你们|贵|自来水|燃气|物业|哪个|什么|这个|那个|一个|个人|开|家)(?:有限)?(?:公司|厂|店)$|[的了吗是]/;

const HINT =
  /叫|我是|找我|联系我|打给|姓名|名字|户主|户名|本人|联系人|收件人|[房业]主|过户给|转给|改成|换成|登记在|名下是|先生|女士|小姐|抬头|公司|名称|开给|[厂店馆市]/;
/** A short answer, or one with a number of six figures and more. */
const ANSWER = /^[一-鿿,。.!\s]{2,7}$|\d{6}|\d{4}$/;

export function names({ text }: Utterance): Found[] {
  const short = ANSWER.test(text);
  if (!short && !HINT.test(text)) return [];
  const found: Found[] = [];
  companies(text, found);
  for (const match of text.matchAll(ANNOUNCED))
    person(match[1] as string, end(match), found, 'name.announced');
  for (const match of text.matchAll(SUGGESTED)) {
    if (isPersonName(match[1] as string)) person(match[1] as string, end(match), found, 'name.suggested');
  }
  for (const match of text.matchAll(TITLED)) person(match[1] as string, end(match), found, 'name.titled');
  if (short) alone(text, found);
  return found;
}

function end(match: RegExpMatchArray): number {
  return (match.index ?? 0) + match[0].length;
}

function person(name: string, at: number, found: Found[], source: string): void {
  if (NO_NAME.test(name) && !(REAL_NAME_HEAD.test(name) && isPersonName(name))) return;
  found.push({ type: 'name', value: name, start: at - name.length, end: at, source, priority: 2 });
}

/** An answer that is nothing but a name, or a name beside a number: 张伟 3201000000017. */
function alone(text: string, found: Found[]): void {
  for (const match of text.matchAll(ALONE)) {
    const name = match[1] as string;
    if (NO_NAME.test(name) || !isPersonName(name)) continue;
    const start = match.index + match[0].indexOf(name);
    found.push({ type: 'name', value: name, start, end: start + name.length, source: 'name.alone' });
  }
}

function companies(text: string, found: Found[]): void {
  for (const match of text.matchAll(COMPANY_NAMED))
    company((match[1] ?? match[2]) as string, end(match), found);
  if (/公司|[社馆店厂市行部]/.test(text) && placeStarts(text).length > 0) {
    for (const match of text.matchAll(COMPANY_PLACED)) company(match[0], end(match), found);
  }
  const whole = COMPANY_ALONE.exec(text)?.[0];
  if (whole) company(whole, whole.length, found);
}

function company(name: string, at: number, found: Found[]): void {
  if (NO_COMPANY.test(name)) return;
  found.push({
    type: 'name',
    value: name,
    start: at - name.length,
    end: at,
    source: 'name.company',
    priority: 3,
  });
}
