// Invented posts of 2016 to 2018: browser-saved pages and old template. Data only.
import { say } from './post.ts'
import type { Post } from './post.ts'

const saved = [{ as: 'saved' }] as const
const folder = [{ as: 'folder' }] as const

export const POSTS_2016: readonly Post[] = [
  {
    id: 'hello', at: '2016-03-15 10:02:00', title: '“青石卫健”微信公众号今日开通', author: '办公室', copies: saved, lists: ['xlsx'],
    body: (k) => [
      '各位读者：青石县卫生健康局微信公众号“青石卫健”今日正式开通。今后，我们将在这里发布卫生健康政策、通知公告、健康科普和便民服务信息。',
      '![scene-opening.jpg]', '欢迎大家提出意见和建议。联系电话：0740-2210088（工作日8:30—17:30）。', k.follow(),
    ],
    expect: say('news', { info: ['content-dropped'] }), odd: ['browser-saved page with `saved from url` and a `_files` folder whose pictures are named `640` without ending', 'office phone number (must not be flagged)', 'trailing QR-code block'],
  },
  {
    id: 'vaccine-days', at: '2016-05-20 09:30:00', title: '青石县2016年第二类疫苗接种门诊安排', copies: saved, lists: ['xlsx'],
    body: (k) => [
      '为方便群众接种，现将各预防接种门诊开放时间公布如下，请家长携带接种证前往。',
      k.table([['门诊', '开放时间', '电话'], ['城关镇卫生院', '周一至周五上午', '0740-2210101'], ['柳溪乡卫生院', '周三全天', '0740-2210102'], ['石桥镇卫生院', '周二、周四上午', '0740-2210103']]),
      '接种后请在留观区观察30分钟。',
    ],
    expect: say('services'), odd: ['table with a header row'],
  },
  {
    id: 'hfmd', at: '2016-06-12 16:20:00', title: '夏季手足口病高发，这几点家长要知道', author: '县疾控中心', copies: saved, lists: ['xlsx'],
    body: ['进入6月，手足口病进入高发期。5岁以下儿童是主要患病人群，多数症状轻，一周左右可自愈。', '# 一、怎样预防', '勤洗手、吃熟食、喝开水、勤通风、晒衣被。', '![poster-hand.jpg]', '# 二、出现哪些情况要及时就医', '持续高热、精神差、呕吐、肢体抖动、呼吸增快，应立即到医院就诊。'],
    expect: say('disease'), odd: ['headings are styled spans, not h tags'],
  },
  {
    id: 'flood', at: '2016-07-08 18:45:00', title: '洪涝灾害后健康提醒', copies: saved, lists: ['xlsx'],
    body: (k) => ['洪水退后，请注意饮水和食品卫生。', k.list(['不喝生水，水源消毒后再用。', '不吃被洪水浸泡过的食品。', '清理淤泥时穿胶鞋、戴手套。'], 'ol'), '如有发热、腹泻，请尽快到就近卫生院就诊。'],
    expect: say('health'),
  },
  {
    id: 'sign', at: '2016-11-03 08:50:00', title: '家庭医生签约服务指南', copies: saved, lists: ['xlsx'],
    body: (k) => [
      '# 签约能得到什么', k.list([`${k.p('基本医疗服务：')}<ul><li>${k.p('常见病诊疗')}<ul><li><p>慢病续方</p></li><li><p>用药指导</p></li></ul></li><li>${k.p('转诊预约')}</li></ul>`, '公共卫生服务', '健康管理服务']),
      '# 怎么签', '携带身份证到所在村卫生室或乡镇卫生院办理，电话0740-2210120。', '![people-sign.jpg]',
    ],
    expect: say('services'), odd: ['nested lists, three levels'],
  },
  {
    id: 'smoke', at: '2017-05-31 07:30:00', title: '世界无烟日｜健康生活从拒绝烟草开始', copies: saved, lists: ['xlsx'],
    body: (k) => ['今天是第30个世界无烟日，主题是“烟草对发展的威胁”。', '![scene-smoke.jpg]', '![chart-smoke.png]', '> 吸烟者平均寿命比不吸烟者短10年以上；40岁前戒烟，可避免大部分额外风险。', '从今天起，给自己定一个戒烟日。', k.follow()],
    expect: say('health', { info: ['content-dropped'] }), odd: ['several saved pictures: `640`, `640(1)`, `640(2)`', 'blockquote imitated by a section with a left border'],
  },
  {
    id: 'old-poster', at: '2017-09-01 12:00:00', title: '一张图看懂秋季养生健康要点', copies: saved, lists: ['xlsx'], body: ['![poster-autumn.jpg]'],
    expect: say('health', { warn: ['image-only'], info: ['image-no-alt'] }), odd: ['a post with only a picture'],
  },
  {
    id: 'recruit-2017', at: '2017-10-16 09:00:00', title: '青石县卫生系统2017年公开招聘工作人员公告', author: '人事科', copies: folder, lists: ['exporter', 'xlsx'], readMore: 'http://www.qingshi.gov.cn/wsj/2017/10/16/fj-gangwei.xls',
    body: (k) => ['根据工作需要，经研究，面向社会公开招聘专业技术人员12名。', k.table([
      ['<td rowspan="2" style="border-color: rgb(170, 170, 170);">单位</td>', '<td rowspan="2">岗位</td>', '<td colspan="2">条件</td>', '<td rowspan="2">人数</td>'], ['学历', '专业'],
      ['<td rowspan="2">县人民医院</td>', '临床医师', '本科及以上', '临床医学', '4'], ['护士', '大专及以上', '护理学', '4'], ['<td colspan="2">乡镇卫生院</td>', '大专及以上', '临床医学、公共卫生', '4'],
    ], false), '岗位表和报名表请点击“阅读原文”下载。', '咨询电话：0740-2210066、2210067。'],
    expect: say('public-notices', { info: ['table-no-header'] }), odd: ['table with merged cells and no header', 'attachment by 阅读原文 (`msg_source_url` to the county site)'],
  },
  {
    id: 'voice', at: '2018-01-25 08:00:00', title: '广播｜冬季流感防护怎么做', author: '健康教育所', copies: [{ as: 'folder', media: { 'OTkwMDAwMDA0Ml8yNjUwMDAwMTAx.mp3': 'mp3' } }], lists: ['exporter', 'getmsg'], kind: 'article',
    body: ['<p><mpvoice class="res_iframe js_editor_audio audio_iframe" name="冬季流感防护" voice_encode_fileid="OTkwMDAwMDA0Ml8yNjUwMDAwMTAx" play_length="1000" high_size="15.5" src="./assets/OTkwMDAwMDA0Ml8yNjUwMDAwMTAx.mp3"></mpvoice></p>', '听一听，一分钟了解冬季流感防护要点：接种疫苗、戴口罩、勤洗手、常通风。'],
    expect: say('disease'), odd: ['audio, old form (`mpvoice`), mp3 beside the page, named by its voice id'],
  },
  {
    id: 'weekly-a', at: '2018-03-19 17:30:00', title: '卫生健康工作动态', idx: 1, copies: folder, lists: ['exporter', 'getmsg'],
    body: ['3月12日至18日，县卫健局开展了以下工作：', '一是召开全县基层卫生工作例会；二是组织村医培训两期，参训186人次。', '![people-train.jpg]'],
    expect: say('news'), odd: ['two different posts with one title (with weekly-b)', 'push of three: idx 1, 2, 3 with one mid'],
  },
  {
    id: 'weekly-second', at: '2018-03-19 17:30:00', idx: 2, title: '结核病防治核心信息', copies: folder, lists: ['exporter', 'getmsg'],
    body: ['3月24日是世界防治结核病日。肺结核主要通过呼吸道传播，咳嗽、咳痰两周以上应及时检查。', '<p><span style="font-size: 16px;">免费检查地点：县疾控中心结核病门诊，电话0740-2210033。</span></p>'],
    expect: say('disease'), odd: ['same push, idx 2'],
  },
  {
    id: 'weekly-third', at: '2018-03-19 17:30:00', idx: 3, title: '县卫健局开展春季学校卫生监督检查', copies: folder, lists: ['exporter', 'getmsg'],
    body: ['近日，县卫生监督所对全县23所中小学开展春季学校卫生监督检查。', '![scene-school.jpg]', '对发现的问题当场下达监督意见书，并限期整改。'],
    expect: say('news'), odd: ['same push, idx 3'],
  },
  {
    id: 'weekly-b', at: '2018-04-16 17:35:00', title: '卫生健康工作动态', copies: [{ as: 'folder', name: '卫生健康工作动态(2)' }], lists: ['exporter', 'getmsg'],
    body: ['4月9日至15日，县卫健局开展了以下工作：', '一是启动爱国卫生月活动；二是为全县65岁以上老年人开展免费健康体检，完成1208人。', '![chart-elder.png]'],
    expect: say('news'), odd: ['same title as weekly-a, another post'],
  },
  {
    id: 'gbk', at: '2018-06-26 10:10:00', title: '关于进一步规范村卫生室药品管理的通知', copies: [{ as: 'page', name: '2018-06-26村卫生室药品管理', damage: 'gbk' }], lists: ['getmsg'],
    body: ['各乡镇卫生院：', '为规范村卫生室药品采购、储存和使用，现就有关事项通知如下。', '一、严格执行网上集中采购；二、建立近效期药品登记；三、冷藏药品温度每日记录两次。', '　　特此通知。', '青石县卫生健康局　2018年6月25日'],
    expect: say('notices'), odd: ['GBK file that says GBK', 'full-width indent'],
  },
  {
    id: 'bidding', at: '2018-08-13 15:00:00', title: '青石县妇幼保健院彩超采购项目中标公示', copies: [{ as: 'folder' }, { as: 'saved' }], lists: ['exporter', 'getmsg'],
    body: (k) => ['项目编号：QSZC-2018-0047', k.table([['项目', '内容'], ['中标单位', '远山医疗器械有限公司'], ['中标金额', '人民币壹佰零捌万元整（¥1,080,000.00）'], ['公示期', '2018年8月13日至8月15日']]), '联系人：采购办，电话0740-2210055。'],
    expect: say('public-notices', { info: ['duplicate-copy'] }), odd: ['one article in two files: exporter folder and browser-saved page'],
  },
  {
    id: 'midautumn', at: '2018-09-22 11:11:00', title: '中秋节饮食健康小提示', copies: folder, lists: ['exporter', 'getmsg'],
    body: (k) => ['中秋将至，月饼虽好，不要贪多😋🥮👨‍👩‍👧‍👦。', '![scene-moon.gif]', '糖尿病人可选择小块、低糖月饼，并减少主食。', '祝大家节日快乐！🎑[月亮]', k.follow()],
    expect: say('health', { info: ['content-dropped'] }), odd: ['emoji outside the BMP, joined by zero-width joiners; `[月亮]` emoticon code', 'GIF picture'],
  },
]
