/** Owns the small words that tell how the parts of a message relate: added, dismissed, set against each other, asked. */

/** The part adds a further request: 另外, 还有, 顺便… or is a further item of a list. */
const ADDS =
  /^(?:另外|此外|除此之外|还有|还要|还想|还得|再就是|再者|再|顺便|顺带|顺手|然后|接着|完了|以及|并且|而且|同时|其次|第二|最后|对了|哦对|另|并|也|还|[（(]?[2-9][.．、)）](?!\d)|[②-⑨]|另?一个是|[二三]是|再一个)/;
/** The part says what is not asked: 先不说过户, 发票的事先不急. */
const DISMISSES =
  /^我?也?(?:先|暂时|暂)?(?:不是|别管|不用|并非|除了|先别|暂不|不问|不查|不办|不谈|不说|不提|不想|不要|没想)|先不|不是问|不是要|(?:先放一边|以后再[说讲]|知道了?|办好了?|弄好了?|交过了?|已办妥|搞定了?|办完了?|不提|不管|再说|不论|清楚|免谈|无关)$/;
/** The part is what is asked, against what stands before: 就想, 只问, 不过今天问的是… */
const CONTRASTS =
  /^我?也?(?:就是|就|只|但是|但|可是|可|不过|而是|这回|这次|眼下|你就|今天就|光|单|却)(?!地|算)|就想|只想|就是想|就问|只问|就行|想问的是|我问的是|才是/;
/** The part asks or orders something. */
const ASKS =
  /吗|么|呢|多少|几|怎么|咋|如何|哪|什么|啥|能不能|可以|帮|要|想|请|给我|查|办|申请|麻烦|能否|是否|需|投诉|反映|报|开|改|换|退/;

export const adds = (part: string): boolean => ADDS.test(part);
export const dismisses = (part: string): boolean => DISMISSES.test(part);
export const contrasts = (part: string): boolean => CONTRASTS.test(part);
export const asks = (part: string): boolean => ASKS.test(part);
