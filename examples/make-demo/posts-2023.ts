// Invented posts of 2023 to 2026: template of 2025, picture, text and video posts, damaged pictures. Data only.
import { say } from './post.ts'
import type { Post } from './post.ts'

const dated = [{ as: 'dated' }] as const
const folder = [{ as: 'folder' }] as const

export const POSTS_2023: readonly Post[] = [
  {
    id: 'webp', at: '2023-06-16 09:00:00', title: '县域医共体建设启动', author: '医改办', copies: folder, lists: ['exporter', 'console'], idx: 1,
    body: ['6月15日，青石县紧密型县域医共体建设启动，由县人民医院牵头，覆盖14家乡镇卫生院。', '![scene-webp.jpg]', '![chart-other.png]'],
    expect: say('news'), odd: ['WebP picture named .jpg', 'PNG whose address says `wx_fmt=other`'],
  },
  {
    id: 'missing-picture', at: '2023-07-20 10:00:00', title: '三伏贴预约须知', copies: [{ as: 'folder', lacks: ['scene-plaster.jpg'] }], lists: ['exporter', 'console'],
    body: ['县中医院三伏贴7月11日开贴，请提前预约，电话0740-2210121。', '![scene-plaster.jpg]', '![poster-plaster.jpg]'],
    expect: say('services', { hold: ['media-remote'] }), odd: ['one picture is not on disk; only its old address is left'],
  },
  {
    id: 'placeholder', at: '2023-08-19 08:08:00', title: '中国医师节：健康卫士风采', copies: folder, lists: ['exporter', 'console'],
    body: ['今天是第六个中国医师节，主题是“勇担健康使命，铸就时代新功”。向坚守在城乡医疗卫生一线的全县医务工作者致敬，感谢你们的付出。', '![tiny-hotlink-1.png]', '![tiny-hotlink-2.png]', '![tiny-hotlink-3.png]'],
    expect: say('health', { hold: ['media-placeholder'] }), odd: ['anti-hotlink placeholder: one tiny picture under three picture ids that claim to be 1080 wide'],
  },
  {
    id: 'bad-picture', at: '2023-09-22 15:30:00', title: '国庆期间疫苗接种门诊安排', copies: folder, lists: ['exporter', 'console'],
    body: ['国庆期间，各接种门诊10月1日至3日停诊，4日起正常。', '![bad-clinic.jpg]'],
    expect: say('services', { hold: ['media-broken'] }), odd: ['corrupt JPEG'],
  },
  {
    id: 'svg-picture', at: '2023-10-08 11:00:00', title: '全国高血压日：健康知晓血压', copies: folder, lists: ['exporter', 'console'],
    body: ['10月8日是全国高血压日，请每月至少测量一次血压。', '![chart-evil.svg]', '血压≥140/90mmHg，请到医院进一步检查。'],
    expect: say('health'), odd: ['SVG picture with a script inside (must be re-encoded)'],
  },
  {
    id: 'dated-2023', at: '2023-11-04 09:05:00', title: '关于开展冬季爱国卫生运动的通知', copies: [{ as: 'dated' }], lists: ['csv', 'console'], link: 'long',
    body: ['各乡镇人民政府，县直各单位：', '为改善城乡环境卫生，决定在全县开展冬季爱国卫生运动。', '一、时间：11月6日至12月31日。', '二、内容：清理卫生死角、除四害、宣传健康知识。', '青石县爱国卫生运动委员会办公室', '2023年11月3日'],
    expect: say('notices'), odd: ['dated file, CSV row and console row of one article, the CSV with `&amp;`'],
  },
  {
    id: 'md-beside', at: '2023-12-01 07:30:00', title: '世界艾滋病日健康宣传活动举行', copies: dated, lists: ['csv', 'console'],
    body: ['12月1日，县卫健局在人民广场举行世界艾滋病日宣传活动，发放资料800余份。', '![scene-aids.jpg]'],
    expect: say('news'), odd: ['an `.md` export lies beside its HTML'],
  },
  {
    id: 'mhtml', at: '2024-01-18 16:16:00', title: '2024年县卫健局重点工作任务启动', author: '办公室', copies: [{ as: 'mhtml' }], lists: ['console'],
    body: ['2024年，我局将围绕医共体建设、基层能力提升、健康促进开展工作。', '![chart-plan.png]', '![people-plan.jpg]'],
    expect: say('news'), odd: ['MHTML whose HTML is the last part and whose picture parts have odd content types'],
  },
  {
    id: 'short-long', at: '2024-03-12 12:00:00', title: '儿童预防接种证查验办事指南', copies: [{ as: 'folder' }, { as: 'dated' }], lists: ['exporter', 'csv', 'console', 'txt'], link: 'short',
    body: ['儿童入托、入学时须查验预防接种证。', '一、查验时间：每年3月、9月。', '二、补种地点：户籍或居住地预防接种门诊。', '![poster-check.jpg]'],
    expect: say('services', { info: ['duplicate-copy'] }), odd: ['one article by its short link (pages, TXT) and its long link (console, CSV)'],
  },
  {
    id: 'survey', at: '2024-05-06 09:00:00', title: '关于公开征求《青石县献血奖励办法（征求意见稿）》意见的公告', copies: folder, lists: ['exporter', 'console'], readMore: 'http://www.qingshi.gov.cn/hdjl/myzj/202405/t20240506.html',
    body: ['为鼓励公民无偿献血，我局起草了《青石县献血奖励办法（征求意见稿）》，现公开征求意见。', '征求意见期限：2024年5月6日至6月5日。', '邮箱：xianxue@qingshi.gov.cn；电话：0740-2210045。'],
    expect: say('survey'),
  },
  {
    id: 'images', at: '2024-06-26 18:30:00', title: '国际禁毒日｜健康人生 绿色无毒', template: 'images', copies: folder, lists: ['exporter', 'console'], kind: 'images', gallery: ['poster-drug-1.jpg', 'poster-drug-2.jpg', 'poster-drug-3.jpg'],
    body: ['珍爱生命，远离毒品。\n\n左右滑动，查看四类新型毒品的伪装。'],
    expect: say('health'), odd: ['picture post (item_show_type 8): no `#js_content`, pictures only in `picture_page_info_list`, addresses with `\\x26amp;` and `\\x26amp;amp;`'],
  },
  {
    id: 'text', at: '2024-07-15 20:00:00', title: '入伏第一天，给大家提个健康小建议：多喝水，少贪凉，早睡觉。户外劳动避开正午，老人孩子更要注意。[太阳]', template: 'text', copies: folder, lists: ['exporter', 'console'], kind: 'text',
    body: ['入伏第一天，给大家提个健康小建议：多喝水，少贪凉，早睡觉。户外劳动避开正午，老人孩子更要注意。[太阳]'],
    expect: say('health', { warn: ['title-made'] }), odd: ['text post (item_show_type 10): no title of its own'],
  },
  {
    id: 'video-share', at: '2024-08-19 09:00:00', title: '视频｜健康守护者的一天', template: 'videoshare', copies: folder, lists: ['exporter', 'console'], kind: 'video', digest: '跟随镜头，走近乡村医生的一天。',
    body: ['跟随镜头，走近乡村医生的一天。'],
    expect: say('health', { hold: ['video-not-stored'] }), odd: ['video post (item_show_type 5), the film was not saved'],
  },
  {
    id: 'paid', at: '2024-09-09 19:19:00', title: '健康管理师培训资料', copies: folder, lists: ['exporter', 'console'], paid: true,
    body: ['本文为培训资料，以下为试读部分。', '健康管理是对个人或人群的健康危险因素进行全面管理的过程。', '<mp-pay-preview-filter></mp-pay-preview-filter>'],
    expect: say('health', { hold: ['paid-content'] }), odd: ['paid post: only the preview is there'],
  },
  {
    id: 'list-deleted', at: '2024-10-14 10:00:00', title: '临时停诊通知（已撤回）', copies: [], lists: ['console'], listDeleted: true, body: [''],
    expect: { column: null, state: 'gone', page: 'deleted' }, odd: ['only a console row, marked `is_deleted`'],
  },
  {
    id: 'list-only', at: '2024-11-11 11:00:00', title: '冬季健康献血倡议书', copies: [], lists: ['console'], body: [''],
    expect: { column: null, state: 'held', failure: ['file-missing', 'net-refused', 'page-absent'] }, odd: ['only a console row, nothing else: the page was never exported, and the job allows no request'],
  },
  {
    id: 'txt-only', at: '2024-12-20 12:12:00', title: '冬至健康养生', copies: [], lists: ['txt'], shortOnly: true, body: [''],
    expect: { column: null, state: 'held', failure: ['file-missing', 'net-refused', 'page-absent'] }, odd: ['only a short link in a TXT list'],
  },
  {
    id: 'no-date', at: null, title: '县中医院治未病健康科普', template: 'bare', copies: [{ as: 'dated', name: '县中医院治未病健康科普' }], lists: [], shortOnly: true,
    body: ['自2014年3月1日建科以来，县中医院治未病科已服务群众三万余人次。', '冬病夏治、四季膏方、体质辨识，欢迎到院咨询，电话0740-2210121。'],
    expect: say('health', { hold: ['date-unknown'] }), odd: ['no date anywhere; the date in its text is not its own', 'no biz, mid, idx: only a short link'],
  },
  {
    id: 'nameless', at: null, title: '健康素养66条（节选）', template: 'bare', nameless: true, copies: [{ as: 'page', name: '健康素养66条' }], lists: [],
    body: ['健康不仅仅是没有疾病或虚弱，而是身体、心理和社会适应的完好状态。', '每个人都有维护自身和他人健康的责任。'],
    expect: say('health', { hold: ['date-unknown'], warn: ['identity-weak'] }), odd: ['no platform id and no address at all: known by its file'],
  },
  {
    id: 'expired', at: '2025-01-09 09:00:00', title: '链接已过期', template: 'error', nameless: true, copies: [{ as: 'page', name: '搜索链接-已过期' }], error: { style: 'expired', page: 'expired' }, lists: [], body: [''],
    expect: { column: null, state: 'held', page: 'expired', failure: ['page-expired'] }, odd: ['expired temporary link of a search engine'],
  },
  {
    id: 'migrated', at: '2025-02-05 10:00:00', title: '迁移页', template: 'error', copies: [{ as: 'page', name: '账号已迁移' }], error: { style: 'migrated', page: 'migrated' }, body: [''],
    expect: { column: null, state: 'held', page: 'migrated', failure: ['page-migrated'] }, odd: ['“the account has moved” page with `transferTargetLink`'],
  },
  {
    id: 'norovirus', at: '2025-03-06 08:20:00', title: '【青石卫健】诺如病毒感染高发，学校和托幼机构要注意', author: '县疾控中心', copies: folder, lists: ['exporter', 'console'], topics: ['疾病预防'],
    body: (k) => ['诺如病毒感染性强，以呕吐、腹泻为主要症状。', '# 正确处理呕吐物', k.list(['疏散人群、开窗通风', '用一次性吸水材料覆盖，倾倒含氯消毒液', '戴手套和口罩清理'], 'ol'), '![poster-noro.jpg]', k.profile()],
    expect: say('disease', { info: ['content-dropped'] }), odd: ['the mapping strips 【青石卫健】 from the title', 'topic tag (`hashtags`)'],
  },
  {
    id: 'no-column', at: '2025-04-01 21:00:00', title: '写在春天里', copies: folder, lists: ['exporter', 'console'],
    body: ['青石河边的柳树绿了，油菜花开满了山坡，值完夜班的人从医院大门走出来，晨光正好。', '![scene-spring.jpg]', '愿每一位读者平安，愿每一个村庄都有人守护。'],
    expect: say('', { column: null, hold: ['column-unknown'] }), odd: ['no mapping rule gives it a column'],
  },
  {
    id: 'subsidy', at: '2025-06-30 09:00:00', title: '一图读懂：育儿补贴申领政策', copies: folder, lists: ['exporter', 'console'],
    body: ['符合条件的家庭可按规定申领育儿补贴。', '![poster-subsidy.jpg]', '受理单位：户籍所在地乡镇人民政府；咨询电话：0740-2210048。'],
    expect: say('interpretation'),
  },
  {
    id: 'closing', at: '2026-03-02 09:00:00', title: '关于“青石卫健”微信公众号停止更新的公告', author: '办公室', copies: folder, lists: ['exporter', 'console', 'txt'], readMore: 'http://www.qingshi.gov.cn/wsj/tz/202603/t20260302.html',
    body: (k) => ['根据政务新媒体集约化管理要求，经县政府办公室同意，“青石卫健”微信公众号自2026年4月1日起停止更新，并按程序注销。', '历史信息将迁移至青石县人民政府网站“卫生健康”专栏，继续提供查询。', '感谢广大读者长期以来的关注与支持！', '青石县卫生健康局', '2026年3月2日', k.follow()],
    expect: say('public-notices', { info: ['content-dropped'] }), odd: ['the newest post'],
  },
]
