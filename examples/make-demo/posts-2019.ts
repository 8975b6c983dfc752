// Invented posts of 2019 and 2020: template of 2020, exporter folders and dated files. Data only.
import { say } from './post.ts'
import type { Post } from './post.ts'

const dated = [{ as: 'dated' }] as const
const folder = [{ as: 'folder' }] as const

export const POSTS_2019: readonly Post[] = [
  {
    id: 'plan-2019', at: '2019-02-18 09:20:00', title: '全县卫生健康工作会议召开', author: '办公室', copies: [{ as: 'folder', stripped: 'address' }], lists: ['exporter', 'getmsg'],
    body: ['2月16日，全县卫生健康工作会议召开。会议总结2018年工作，部署2019年任务。', '![people-meeting.jpg]', '会议强调，要以县域医共体建设为抓手，推动优质医疗资源下沉。', '![people-hall.jpg]', '各乡镇卫生院、县直医疗卫生单位负责人参加会议。'],
    expect: say('news'), odd: ['exporter page without scripts or metadata: its identity stands only in a quoted line 原文地址, its time only in `#publish_time`'],
  },
  {
    id: 'zero', at: '2019-03-15 10:00:00', title: '关于开展“3·15”医疗美容专项检查的通告', copies: [{ as: 'dated', name: '20190315关于开展315医疗美容专项检查的通告', damage: 'empty' }], nameless: true, lists: [], body: [''],
    expect: { column: null, state: 'held', page: 'unreadable', failure: ['file-empty'] }, odd: ['zero-byte file'],
  },
  {
    id: 'notice-names', at: '2019-04-22 16:00:00', title: '2019年度全县优秀乡村医生名单公示', copies: folder, lists: ['exporter', 'getmsg'],
    body: (k) => ['经个人申报、单位推荐、评审，拟确定以下10人为优秀乡村医生，现予公示。公示期5个工作日。', k.table([['序号', '姓名', '单位'], ['1', '丁一民', '城关镇东街村卫生室'], ['2', '于小禾', '柳溪乡上湾村卫生室'], ['3', '万里青', '石桥镇桥头村卫生室'], ['4', '马知秋', '白鹿乡鹿鸣村卫生室'], ['5', '王溪石', '白鹿乡东坡村卫生室']]), '监督电话：0740-2210012。'],
    expect: say('public-notices'), odd: ['公示 list of names (must not be blocked)'],
  },
  {
    id: 'heat', at: '2019-07-11 07:45:00', title: '高温天气如何预防中暑', author: '县疾控中心', copies: dated, lists: ['csv', 'getmsg'],
    body: ['# 先兆中暑', '头昏、口渴、多汗、乏力，应立即转移到阴凉处。', '![poster-heat.jpg]', '# 热射病', '体温超过40℃并伴有意识障碍，是危重急症，请拨打120。'],
    expect: say('health'), odd: ['dated file of another exporter with a picture folder and a CSV row'],
  },
  {
    id: 'csv-shift', at: '2019-08-19 08:00:00', title: '第二个中国医师节：致敬全县医务工作者活动举行', copies: dated, lists: ['csv', 'getmsg'], csvShift: true,
    body: ['8月19日，第二个中国医师节庆祝活动在县人民医院举行。', '![people-doctors.jpg]', '活动表彰了从医30年以上的医务人员。'],
    expect: say('news', { hold: ['date-conflict'] }), odd: ['the CSV gives the time eight hours early (UTC)'],
  },
  {
    id: 'trap-date', at: '2019-09-30 19:00:00', title: '记一位老军医：从战地救护到山乡行医', copies: dated, lists: ['csv', 'getmsg'],
    body: ['1942-06-05，17岁的他背起药箱走上战场。七十多年过去，老人家的药箱还在。', '![scene-box.jpg]', '新中国成立后，他回到青石县白鹿乡，在山里行医四十年，走遍了每一个村寨。本文根据县卫健局开展的“老兵口述”活动整理。'],
    expect: say('news'), odd: ['the first date in the text (1942-06-05) is not the publish date'],
  },
  {
    id: 'flu-2019', at: '2019-11-20 09:10:00', title: '流感疫苗接种提醒', copies: [{ as: 'folder' }, { as: 'dated' }], lists: ['exporter', 'csv', 'getmsg'], link: 'long',
    body: (k) => ['接种流感疫苗是预防流感最有效的手段。', '![chart-flu.png]', `接种地点见${k.own('vaccine-days', '《接种门诊安排》')}。`],
    expect: say('disease', { info: ['duplicate-copy'] }), odd: ['one article in an exporter folder, a dated file, the exporter JSON, a CSV and getmsg', 'link to an own post (long link)'],
  },
  {
    id: 'covid-temp-1', at: '2020-01-26 22:30:00', title: '关于做好新型冠状病毒感染的肺炎疫情防控临时措施的通告', copies: folder, lists: ['exporter', 'getmsg'],
    body: ['为切实维护人民群众生命安全和身体健康，现就疫情防控临时措施通告如下：', '一、暂停一切群众性聚集活动；二、进入公共场所佩戴口罩；三、来返人员主动登记。', '24小时值班电话：0740-2210119。'],
    expect: { column: null, state: 'archived' }, odd: ['moved to “archived only” by a mapping rule (measures no longer in force)'],
  },
  {
    id: 'mask', at: '2020-02-03 12:00:00', title: '口罩怎么选、怎么戴、怎么处理？健康科普来了', copies: folder, lists: ['exporter', 'getmsg'],
    body: (k) => ['普通公众在非人员密集的户外可不戴口罩。', '<section style="background-image: url(&quot;{{url:scene-mask.jpg}}&quot;);background-size: cover;padding: 30px;"><section><p style="color: rgb(255, 255, 255);text-align: center;"><strong>正确戴口罩四步法</strong></p></section></section>', k.list(['鼻夹侧朝上', '上下拉开褶皱', '按紧鼻夹', '检查密闭性'], 'ol')],
    expect: say('health'), odd: ['picture only as a CSS background of a section'],
  },
  {
    id: 'clinic-2020', at: '2020-02-10 18:00:00', title: '发热门诊便民信息', copies: [{ as: 'folder', stripped: 'address' }], lists: ['exporter', 'getmsg'],
    body: (k) => ['县人民医院、县中医院设置发热门诊，24小时接诊。', k.table([['医院', '地址', '电话'], ['县人民医院', '城关镇人民路18号', '0740-2210120'], ['县中医院', '城关镇杏林路6号', '0740-2210121']]), '![map-fever.png]'],
    expect: say('services'),
  },
  {
    id: 'donate', at: '2020-03-05 20:10:00', title: '抗疫物资接受捐赠情况公示（第三批）', copies: folder, lists: ['exporter', 'getmsg'],
    body: ['截至3月4日，共接收社会捐赠医用口罩12000只、防护服300套、消毒液2吨。', '捐赠人张某，身份证号{{id}}，联系电话13800000042，捐赠口罩500只。', '其余捐赠单位名单详见县政府网站。监督电话：0740-2210012。'],
    expect: say('public-notices', { hold: ['id-number'], warn: ['mobile-number'] }), odd: ['ID number with a valid check digit (invented) and a personal mobile number; the office phone beside them is no finding'],
  },
  {
    id: 'reprint', at: '2020-04-26 08:30:00', title: '预防接种，共同的责任', template: 'reprint', copies: folder, lists: ['exporter', 'getmsg'], kind: 'reprint',
    body: ['<p>每年4月25日是全国儿童预防接种日。（本段为转载原文，示例文字。）</p>', '<p>按时接种疫苗，是预防传染病最经济、最有效的办法。</p>'],
    expect: say('disease', { hold: ['reprint'] }), odd: ['reprint: `copyright_stat` 2, empty `#js_content`, text in `#content_tpl`'],
  },
  {
    id: 'mpaudio', at: '2020-05-12 07:00:00', title: '国际护士节｜健康之声广播：听听她们的故事', copies: [{ as: 'folder', media: { 'OTkwMDAwMDA0Ml8yNjUwMDAwMjAy.mp3': 'mp3' } }], lists: ['exporter', 'getmsg'],
    body: ['<section class="channels_iframe_wrp" nodeleaf=""><mp-common-mpaudio class="js_editor_audio res_iframe js_uneditable custom_select_card" data-pluginname="insertaudio" name="她们的&amp;nbsp;故事" author="青石卫健" src="./assets/OTkwMDAwMDA0Ml8yNjUwMDAwMjAy.mp3" play_length="1000" voice_encode_fileid="OTkwMDAwMDA0Ml8yNjUwMDAwMjAy"></mp-common-mpaudio></section>', '在国际护士节到来之际，向全县873名护士致敬。', '![people-nurse.jpg]'],
    expect: say('health'), odd: ['audio, new form (`mp-common-mpaudio`), name with `&amp;nbsp;`, mp3 beside the page'],
  },
  {
    id: 'mpaudio-lost', at: '2020-06-06 07:00:00', title: '爱眼日健康广播', copies: folder, lists: ['exporter', 'getmsg'],
    body: ['<section nodeleaf=""><mp-common-mpaudio class="js_editor_audio res_iframe" data-pluginname="insertaudio" name="爱眼日" author="青石卫健" play_length="66000" voice_encode_fileid="OTkwMDAwMDA0Ml8yNjUwMDAwMjAz"></mp-common-mpaudio></section>', '6月6日是全国爱眼日，保护视力从每天户外活动两小时开始。'],
    expect: say('health', { hold: ['audio-not-stored'] }), odd: ['audio that was not saved'],
  },
  {
    id: 'lies', at: '2020-08-27 09:00:00', title: '关于调整县人民医院门诊时间的通知', copies: [{ as: 'page', name: '2020-08-27门诊时间调整', damage: 'lies' }], lists: ['getmsg'],
    body: ['因季节变化，自9月1日起，县人民医院门诊时间调整为上午8:00—12:00，下午14:00—17:30。', '急诊24小时开放，电话0740-2210120。'],
    expect: say('notices', { maybe: ['charset-doubt'] }), odd: ['a UTF-8 file that says it is GBK'],
  },
  {
    id: 'vote', at: '2020-09-15 10:00:00', title: '“最美医生”评选投票开始啦', copies: folder, lists: ['exporter', 'getmsg'],
    body: ['请为您心目中的最美医生投上一票，每人限投一次，投票9月20日截止。', '<p><iframe class="vote_iframe js_editor_vote_card" frameborder="0" scrolling="no" allowfullscreen="" data-supervoteid="990000042" data-src="/mp/newappmsgvote?action=show&amp;__biz=OTkwMDAwMDA0Mg==&amp;supervoteid=990000042#wechat_redirect"></iframe></p>'],
    expect: say('survey', { warn: ['vote-dropped'] }), odd: ['vote in an iframe; its result is not in the page'],
  },
  {
    id: 'census', at: '2020-10-28 14:00:00', title: '重点人群流感疫苗免费接种即将启动', copies: [{ as: 'page', name: '2020-10-28老年人流感疫苗', damage: 'cut' }], lists: ['getmsg'],
    body: ['为降低流感发病率，我县将为60岁以上老年人免费接种流感疫苗。', '# 时间', '2020年11月2日至12月31日。', '# 地点', '各乡镇卫生院预防接种门诊。', '# 注意事项', '接种前如实告知健康状况。接种后留观三十分钟，如有不适及时告知医务人员。', '这一段在文件被截断后将不再存在，读者不应看到它的后半部分。'],
    expect: say('disease', { hold: ['file-truncated'] }), odd: ['truncated file: cut in the middle of the body'],
  },
]
