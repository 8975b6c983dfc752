// The pages of an invented water bureau's website, in the markup that such sites have. Every name, number and event is made up.

export interface Article {
  readonly path: string
  readonly title: string
  /** As the page writes it. */
  readonly date: string
  readonly source: string
  readonly column: string
  readonly body: string
}

export const HOST = 'slj.laoshichuan.example'

export const ARTICLES = {
  drought: {
    path: '/art/2021/6/18/art_3021_118.html',
    title: '老石川县水利局关于做好抗旱保灌工作的通知',
    date: '2021-06-18 09:20',
    source: '老石川县水利局',
    column: '通知公告',
    body: `<p>各乡镇水利站、各灌区管理所:</p><p>入夏以来,我县降水较常年同期偏少三成,北部三个乡镇旱情露头。为确保夏种用水,现就有关事项通知如下。</p><p>一、落实“先生活、后生产”的用水次序,优先保障城乡居民饮水和牲畜饮水。</p><p>二、各灌区每日上午九时前报送蓄水、引水和灌溉进度,报送内容见下表。</p><table border="1"><tr><th>灌区</th><th>日引水量(万立方米)</th><th>计划灌溉(万亩)</th></tr><tr><td>东干渠</td><td>12.6</td><td>3.4</td></tr><tr><td>西干渠</td><td>8.1</td><td>2.2</td></tr></table><p>三、加强渠道巡查,发现私自开口引水的,及时劝阻并登记。</p><p>附件:<a href="/module/download/抗旱用水登记表.xlsx">抗旱用水登记表</a></p><p style="text-align:right">老石川县水利局</p><p style="text-align:right">2021年6月18日</p>`,
  },
  sluice: {
    path: '/art/2021/9/2/art_3022_145.html',
    title: '双龙闸除险加固工程通过完工验收',
    date: '2021-09-02 16:05',
    source: '县水利工程建设管理中心',
    column: '工作动态',
    body: `<p>9月1日,双龙闸除险加固工程通过完工验收。验收组查看了闸室、启闭机房和消力池,听取了参建各方的汇报。</p><p style="text-align:center"><img src="/upload/2021/sluice.png" alt="双龙闸全貌"></p><p>工程于2020年10月开工,更换闸门六扇,新建启闭机房一座,工程质量评定为合格。完工后,下游一万二千亩农田的防洪标准由五年一遇提高到十年一遇。</p><p>相关阅读:<a href="http://${HOST}/art/2021/6/18/art_3021_118.html?utm_source=site">抗旱保灌工作通知</a></p>`,
  },
  gbk: {
    path: '/art/2015/4/10/art_3022_31.html',
    title: '我县启动农村饮水安全巩固提升工程',
    date: '2015-04-10',
    source: '县农村饮水办',
    column: '工作动态',
    body: `<p>4月9日,我县召开农村饮水安全巩固提升工程动员会,部署全年建设任务。</p><p>今年计划新建集中供水点十四处,铺设管网八十六公里,受益群众二万三千人。会议要求各乡镇在五月底前完成征占地协调,确保七月全面开工。</p>`,
  },
  rain: {
    path: '/art/2023/7/21/art_3021_260.html',
    title: '关于启动防汛四级应急响应的通告',
    date: '2023-07-21 18:00',
    source: '县防汛抗旱指挥部办公室',
    column: '通知公告',
    body: `<p>据气象部门预报,未来三天我县有中到大雨,局部暴雨。根据《老石川县防汛应急预案》,县防汛抗旱指挥部决定自7月21日18时起启动防汛四级应急响应。</p><p>请沿河村组组织人员巡查堤防、水库和山洪沟,低洼地区的群众注意收听预警信息,听从转移安排。</p>`,
  },
  changed: {
    path: '/art/2023/11/3/art_3023_301.html',
    title: '2023年度水资源费征收情况公示',
    date: '2023-11-03 10:00',
    source: '县水政监察大队',
    column: '公示公告',
    body: `<p>根据有关规定,现将2023年度水资源费征收情况公示如下,公示期为五个工作日。全县共征收三十七户,合计一百一十八万元,已全额缴入国库。</p><p>公示期内如有异议,请向县水利局反映。</p>`,
  },
  cut: {
    path: '/art/2024/1/15/art_3022_330.html',
    title: '县水利局开展冬季农田水利设施检查',
    date: '2024-01-15 15:30',
    source: '县水利局办公室',
    column: '工作动态',
    body: `<p>1月12日至14日,县水利局组成四个检查组,对全县冬季农田水利设施进行检查,重点查看渠道清淤、涵闸维护和泵站检修情况。</p><p>检查组先后到七个乡镇的二十三处工程现场,现场交办问题十一个。</p>`,
  },
  token: {
    path: '/preview.do?id=415&access_token=8d0c5cb1f0a94d7e9b2a&type=article',
    title: '县水利局公开招聘编外水质监测人员的公告',
    date: '2024-03-06 08:30',
    source: '县水利局',
    column: '公示公告',
    body: `<p>因工作需要,县水利局拟公开招聘编外水质监测人员三名,现将有关事项公告如下。</p><p>一、报名时间:3月11日至15日。二、报名地点:县水利局三楼人事科。三、岗位要求:大专及以上学历,环境、化学类专业优先。</p>`,
  },
  old1: {
    path: '/shownews.asp?id=77',
    title: '老石川县举行世界水日宣传活动',
    date: '2012-03-22',
    source: '县水利局',
    column: '工作动态',
    body: `<p>3月22日是第二十届世界水日,县水利局在文化广场举行宣传活动,向群众发放节水手册两千余份,并现场解答用水问题。</p><p>本届世界水日的主题是“水与粮食安全”。活动当天,还有三十余名中学生参加了“小小节水员”体验。</p>`,
  },
  old2: {
    path: '/shownews.asp?id=81',
    title: '柳溪水库大坝加固工程开工',
    date: '2012-05-18',
    source: '县水利局',
    column: '工作动态',
    body: `<p>5月18日,柳溪水库大坝加固工程正式开工。工程总投资三百二十万元,计划次年三月完工,主要建设内容为坝体灌浆、迎水面护坡翻修和溢洪道改造。</p><p>施工期间水库降低水位运行,下游灌溉用水由西干渠调剂。</p>`,
  },
  wacz: {
    path: '/art/2024/4/22/art_3022_402.html',
    title: '“河长”带队清理青苇河水面漂浮物',
    date: '2024-04-22 11:40',
    source: '县河长制办公室',
    column: '工作动态',
    body: `<p>4月20日,县级河长带队到青苇河城区段巡河,组织志愿者清理水面漂浮物一点八吨。</p><p style="text-align:center"><img src="https://${HOST}/upload/2024/river.png" alt="志愿者清理河面"></p><p>巡河中发现排水口渗漏一处、乱堆杂物两处,已当场交由属地镇限期整改。</p>`,
  },
  mhtml: {
    path: '/art/2024/4/28/art_3021_410.html',
    title: '县水利局2024年“五一”期间值班安排',
    date: '2024-04-28 17:00',
    source: '县水利局办公室',
    column: '通知公告',
    body: `<p>现将“五一”假期县水利局值班安排公布如下。值班室设在局机关二楼,二十四小时有人值守,水库、闸站按汛期要求上岗到位。</p><p><img src="cid:roster@laoshichuan" alt="值班表"></p><p>如遇供水抢修,请拨打值班室座机。</p>`,
  },
  single: {
    path: '/art/2024/5/6/art_3023_415.html',
    title: '青苇河城区段采砂禁采区的公告',
    date: '2024-05-06 09:00',
    source: '县水利局',
    column: '公示公告',
    body: `<p>为保护青苇河城区段河势稳定和防洪安全,现将禁采区范围公告如下:自双龙闸至城东大桥,全长六点四公里,全年禁止采砂。</p><p><img src="{{inline}}" alt="禁采区示意图"></p><p>违反规定采砂的,由县水利局依法处理。</p>`,
  },
  saved: {
    path: '/art/2024/5/7/art_3022_418.html',
    title: '县水利局组织水旱灾害防御演练',
    date: '2024-05-07 16:20',
    source: '县水旱灾害防御中心',
    column: '工作动态',
    body: `<p>5月7日上午,县水利局在柳溪水库组织水旱灾害防御演练,模拟水库水位超汛限、下游村组紧急转移的处置过程。</p><p><img src="./drill_files/drill.png" alt="演练现场"></p><p>参演人员六十余人,演练历时两个小时,检验了预警发布、巡查抢险和转移安置的衔接。</p>`,
  },
} as const satisfies Record<string, Article>

/** A page as its server sent it. */
export function page({ title, date, source, column, body }: Article, charset = 'utf-8'): string {
  return `<!DOCTYPE html>
<html><head><meta charset="${charset}"><title>${title}-老石川县水利局</title>
<meta name="SiteName" content="老石川县水利局"><meta name="ColumnName" content="${column}"><meta name="ArticleTitle" content="${title}">
<meta name="PubDate" content="${date}"><meta name="ContentSource" content="${source}"><link rel="stylesheet" href="/style/site.css"></head>
<body><div class="head"><img src="/style/logo.png" alt="老石川县水利局"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/col/col3021/">通知公告</a></li><li><a href="/col/col3022/">工作动态</a></li></ul></div>
<div class="position">当前位置:<a href="/">首页</a> &gt; <a href="/col/col3022/">${column}</a> &gt; 正文</div>
<div class="main"><h1>${title}</h1><div class="info">发布日期:${date} 来源:${source} 浏览次数:<span id="hits">37</span></div>
<div class="article-content" id="zoom">${body}</div></div>
<div class="footer">版权所有:老石川县水利局 网站标识码:0000000000 <a href="/about.html">关于我们</a></div>
<script>var hits = 37; document.getElementById('hits').innerText = hits</script></body></html>
`
}

/** What every site has besides its articles. */
export function listPage(articles: readonly Article[]): string {
  const rows = articles.map(({ path, title, date }) => `<li><a href="${path}">${title}</a><span>${date.slice(0, 10)}</span></li>`)
  return `<!DOCTYPE html><html><head><meta charset="utf-8"><title>老石川县水利局</title></head><body><div class="nav"><a href="/">首页</a></div><ul class="list">${rows.join('')}</ul><div class="footer">版权所有:老石川县水利局</div></body></html>\n`
}
