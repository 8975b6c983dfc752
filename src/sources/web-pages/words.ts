// The words by which parts of Chinese web pages are told apart: what frames an article, and what ends it. Tables, no logic.

/** Class and id words of what stands around an article. Each must be a word of its own, or a part set off by `-`, `_` or a change to capitals. */
export const FRAME_WORDS =
  /(?:^|[\s_-])(?:nav\w{0,12}|menu\w{0,8}|crumbs?|bread\w{0,8}|position|location|local|dqwz|footer\w{0,8}|foot|bottom\w{0,4}|copyright|header|head|top|topbar|side\w{0,8}|aside|recommend\w{0,6}|tuijian|related?|relnews|xgwz|xgyd|xgxw|xgnews|share\w{0,8}|bdshare\w{0,20}|social\w{0,8}|comments?|pinglun|pager|pages?nav|paging|pagination|prevnext|prenext|sxy|toolbar|tools?|print|qrcode\w{0,6}|ewm|erweima|code|ads?\d{0,3}|gg|advert\w{0,8}|banner|search\w{0,8}|login\w{0,6}|hot\w{0,5}|rank\w{0,6}|links?|friend\w{0,6}|float\w{0,6}|gotop|backtop|keywords?|tags?|mod-?side|popup|dialog|modal|weixin|wechat|feedback|jiucuo|zan|like)(?=$|[\s_-]|\d)/

/** Class and id words that CMSs and portals give to the body of an article. */
export const BODY_WORDS =
  /(?:^|[\s_-])(?:zoom|article\w{0,10}|art|content\w{0,8}|contents|txt|text\w{0,8}|body|detail\w{0,6}|neirong|nr|zw|zhengwen|main-?text|news\w{0,10}|view\w{0,6}|editor\w{0,6}|entry|post|wz|xl|con|cont|rich\w{0,6})(?=$|[\s_-]|\d)/

/** Class and id words of the foot of a site. */
export const FOOT_WORDS = /(?:^|[\s_-])(?:footer\w{0,8}|foot|ft|bottom\w{0,4}|copyright\w{0,6})(?=$|[\s_-]|\d)/

/** A line that only the foot of a site has. */
export const FOOT_LINE =
  /ICP备|公网安备|网安备|网站标识码|版权所有|copyright|all rights reserved|技术支持[:：].{0,30}(?:公司|科技|网络|信息|软件|中心|集团)|建议使用.{0,12}分辨率|网站地图/i

/** A line of facts about the article: at least two of these, or one and a date. */
export const FACT_WORDS =
  /(?:(?:发布|发稿|发文|更新|成文|公开|生成|录入|信息)(?:时间|日期)|(?<![\p{Script=Han}、.．])(?:时间|日期))\s{0,4}[:：]|(?:信息|文章|稿件|新闻)?来源\s{0,4}[:：]|来源\s|作者\s{0,4}[:：]|(?:责任)?编辑\s{0,4}[:：]|(?:浏览|点击|阅读|访问|浏览次数|阅读次数|点击数|点击率|阅读量|浏览量|人气|字体|字号|发布人|发布者|发布机构|发布单位|供稿|审核|审核人|视力保护色|保护视力色|打印|分享到|收藏|关闭|已有|次数)\s{0,4}[:：\]】(（]?/gu
export const DATE_TEXT = /(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}/

/** Where the reader is: `当前位置:首页 > …`. */
export const CRUMB_LINE = /^(?:您?(?:当前|现在|目前|所在)?的?(?:当前|所在|现在)?的?位置|您现在的位置|首页)\s{0,6}[:：>»›→\-/]/

/** What may follow an article, and nothing of it comes after. */
export const END_LINE =
  /^(?:[【[(（]\s{0,3})?(?:上一篇|下一篇|上一条|下一条|上一页|下一页|前一篇|后一篇|分享到|分享至|相关(?:新闻|文章|链接|阅读|信息|推荐|报道|稿件|专题)|推荐阅读|延伸阅读|热门(?:文章|推荐|新闻)|最新(?:文章|新闻)|猜你喜欢|扫一扫(?=$|[,，]?(?:在?手机|打开|分享|关注|微信)|到手机)|网友评论|我要纠错|我要评论|发表评论|(?:打印|关闭)(?:窗口|本页|页面|此页|本文)|返回(?:顶部|首页|列表|上一页)|收藏本页|加入收藏|(?:打印|关闭|分享|大中小|字[体号])(?=$|[:：|｜/·]|打印|关闭|分享|收藏|返回|字[体号]|大中小|[大中小]+$))/

/** The heading of a box that is no part of the article, wherever it stands. */
export const BOX_LINE =
  /^(?:相关(?:新闻|文章|链接|阅读|信息|推荐|报道|稿件|专题)?|推荐阅读|延伸阅读|热门(?:文章|推荐|新闻)?|最新(?:文章|新闻)|猜你喜欢|网友评论|发表评论|更多内容|热点推荐|精彩推荐)\s?[:：]?$/

/** An attachment, by its address. */
export const FILE_ADDRESS = /\.(?:pdf|docx?|xlsx?|pptx?|wps|et|dps|ofd|rtf|csv|zip|rar|7z)(?:[?#"'\s>]|$)/i

/** What forum software puts around every post. */
export const FLOOR_LINE =
  /发表于|回复于|\d\s?楼|\d{1,5}\s?#|楼主|沙发|板凳|地板|UID|积分|威望|金币|铜币|精华|只看该作者|(?:天|小时|分钟)前|来自\s|^(?:19|20)\d\d-\d/
