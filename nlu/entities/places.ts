/** Names of provinces, cities and, for Jiangsu, counties and districts: where an address may begin. */

const PROVINCES =
  '江苏 浙江 安徽 上海 北京 天津 重庆 河北 山西 辽宁 吉林 黑龙江 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门';

const JIANGSU_CITIES = '南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁';

const OTHER_CITIES = `
  北京 上海 天津 重庆
  石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水
  太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁
  呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布
  沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛
  长春 吉林 四平 辽源 通化 白山 松原 白城
  哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化
  杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌
  合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城
  福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德
  南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶
  济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽
  郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店
  武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州
  长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底
  广州 深圳 珠海 汕头 佛山 韶关 河源 梅州 惠州 汕尾 东莞 中山 江门 阳江 湛江 茂名 肇庆 清远 潮州 揭阳 云浮
  南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左
  海口 三亚 儋州 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳
  贵阳 六盘水 遵义 安顺 毕节 铜仁 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 拉萨 日喀则
  西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛
  兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 西宁 海东 银川 石嘴山 吴忠 固原 中卫
  乌鲁木齐 克拉玛依 吐鲁番 哈密`;

/** Counties, county-level cities and districts of Jiangsu, with their last character where the stem is short or common. */
const JIANGSU_COUNTIES = `
  玄武区 秦淮区 建邺区 鼓楼区 浦口区 栖霞区 雨花台区 江宁区 六合区 溧水区 高淳区 江北新区
  锡山区 惠山区 滨湖区 梁溪区 新吴区 江阴市 宜兴市
  云龙区 贾汪区 泉山区 铜山区 丰县 沛县 睢宁县 新沂市 邳州市
  天宁区 钟楼区 新北区 武进区 金坛区 溧阳市
  虎丘区 吴中区 相城区 姑苏区 吴江区 常熟市 张家港市 昆山市 太仓市
  崇川区 通州区 海门区 如东县 启东市 如皋市 海安市
  连云区 海州区 赣榆区 东海县 灌云县 灌南县
  清江浦区 淮安区 淮阴区 洪泽区 涟水县 盱眙县 金湖县
  亭湖区 盐都区 大丰区 响水县 滨海县 阜宁县 射阳县 建湖县 东台市
  广陵区 邗江区 江都区 宝应县 仪征市 高邮市
  京口区 润州区 丹徒区 丹阳市 扬中市 句容市
  海陵区 高港区 姜堰区 兴化市 靖江市 泰兴市
  宿城区 宿豫区 沭阳县 泗阳县 泗洪县`;

const words = (list: string) => list.trim().split(/\s+/);
const either = (list: string[]) => [...new Set(list)].sort((a, b) => b.length - a.length).join('|');

const cities = [...words(JIANGSU_CITIES), ...words(OTHER_CITIES)];
const counties = words(JIANGSU_COUNTIES);
/** 昆山 for 昆山市 is usual where the stem has two characters or more. */
const stems = counties.filter((name) => name.length > 2).map((name) => name.slice(0, -1));

/** The first two characters of every name, by which a place is looked for before its grammar is tried. */
const heads = new Set([...words(PROVINCES), ...cities, ...counties].map((name) => name.slice(0, 2)));

/** Offsets in `text` at which the name of a known place may begin. */
export function placeStarts(text: string): number[] {
  const starts: number[] = [];
  for (let i = 0; i + 1 < text.length; i++) if (heads.has(text.slice(i, i + 2))) starts.push(i);
  return starts;
}

/** Regular-expression source: a province, a city, a county, each as a customer writes it. */
export const PROVINCE = `(?:${either(words(PROVINCES))})(?:省|市|自治区|壮族自治区|回族自治区|维吾尔自治区|特别行政区)?`;
export const CITY = `(?:${either(cities)})市?`;
export const COUNTY = `(?:${either(counties)}|(?:${either(stems)})(?=[一-鿿]{2,8}(?:路|街|巷|里|镇|村|小区|花园|大道|新村)))`;
