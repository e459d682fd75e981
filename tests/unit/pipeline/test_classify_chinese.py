"""What Chinese headlines say, simplified and traditional: each event at each stage, hand-written."""

from __future__ import annotations

import pytest

from bot.pipeline.classify import Text, TextKind, classify

SAID = {
    "divestiture_deal/announced_plan/notable": (
        "TikTok将出售美国业务予甲骨文财团",
        "中美就TikTok达成框架协议",
    ),
    "divestiture_deal/considered/notable": (
        "甲骨文洽谈收购TikTok美国业务",
        "特朗普称TikTok交易接近达成",
        "传亚马逊有意收购TikTok",
    ),
    "divestiture_deal/denied/notable": ("字节跳动否认出售TikTok",),
    "divestiture_deal/ordered_or_happened/breaking": (
        "TikTok签署协议成立美国合资公司",
        "TikTok美国业务完成交割",
        "TikTok美国合资公司正式成立",
        "字節跳動簽署協議出售TikTok美國業務",
    ),
    "divestiture_deal/proposed/notable": ("亞馬遜出價收購TikTok",),
    "executive_action/announced_plan/notable": (
        "美国拟禁止中国联网汽车软件",
        "马来西亚将禁止16岁以下使用社交媒体",
        "特朗普称将对药品征收200%关税",
        "丹麦计划禁止15岁以下使用社交媒体",
    ),
    "executive_action/considered/notable": (
        "美国考虑禁止中国无人机",
        "特朗普威胁对欧盟加征关税",
        "英国考虑效仿澳洲禁止青少年使用社媒",
        "川普揚言對歐盟課徵50%關稅",
    ),
    "executive_action/lifted_or_reversed/breaking": (
        "拜登撤销特朗普微信禁令",
        "美国取消对华芯片设计软件出口限制",
        "美国放宽对华芯片出口管制",
        "川普撤銷拜登AI行政命令",
    ),
    "executive_action/ordered_or_happened/breaking": (
        "特朗普宣布对巴西加征50%关税",
        "澳大利亚禁止16岁以下使用社交媒体",
        "尼泊尔封锁脸书等26个社交平台",
        "特朗普签署行政令禁止与字节跳动交易",
        "美国商务部将23家中企列入实体清单",
        "美国对中国商品加征34%关税",
        "塞内加尔暂停TikTok服务",
        "俄罗斯屏蔽WhatsApp",
        "拜登签署行政令限制对华投资",
        "越南下令封锁Telegram",
        "美国将华为列入实体清单",
    ),
    "extension/announced_plan/notable": (
        "特朗普表示将延长TikTok出售期限",
        "白宫称特朗普将签署命令延长TikTok期限",
        "川普：將再次延長TikTok期限",
    ),
    "extension/considered/notable": (
        "特朗普称可能再次延长TikTok期限",
        "白宫考虑延长对华关税暂停期",
        "川普：或將再延長TikTok期限",
        "川普暗示可能再延TikTok大限",
        "贝森特：关税休战期有可能延长",
    ),
    "extension/denied/breaking": ("美国政府拒绝延长剥离期限",),
    "extension/denied/notable": (
        "特朗普称不会延长关税谈判期限",
        "特朗普：不会再给TikTok宽限",
    ),
    "extension/ordered_or_happened/breaking": (
        "特朗普再度延长TikTok期限至9月17日",
        "美中同意将关税休战延长90天",
        "美国财政部推迟企业受益人申报期限",
        "欧盟将报复性关税暂停延长至8月初",
        "川普簽署行政命令 延長TikTok寬限期75天",
        "美疾控中心宣布延长驱逐禁令至7月底",
        "拜登政府再次延长学生贷款暂停还款期",
        "特朗普第四度延后TikTok禁令执行",
        "白宫：TikTok期限延后90天",
        "川普宣布對墨西哥關稅延後30天實施",
        "欧盟推迟反制关税至8月",
        "美財政部押後公司實益擁有權申報限期",
    ),
    "extension/requested/notable": (
        "字节跳动请求延长剥离期限",
        "美国企业团体敦促财政部推迟申报期限",
        "美商会要求推迟实施申报新规",
    ),
    "filing/announced_plan/notable": (
        "TikTok表示将提起上诉",
        "字节跳动称将起诉美国政府",
        "苹果称将就欧盟罚款提起上诉",
    ),
    "filing/requested/notable": (
        "TikTok起诉蒙大拿州",
        "华为提起诉讼挑战美国禁令",
        "美司法部就堕胎药裁决提出上诉",
        "美国12州起诉特朗普关税政策",
        "蘋果就Epic案裁決提上訴",
    ),
    "hearing/announced_plan/notable": (
        "美最高法院将于11月5日就关税案开庭",
        "上诉法院排期9月聆讯TikTok案",
    ),
    "hearing/ordered_or_happened/notable": ("美最高法院就TikTok禁令展开口头辩论",),
    "injunction/denied/breaking": (
        "法官拒绝阻止佛州社交媒体法",
        "美国法官驳回TikTok临时禁制令申请",
        "美法官拒絕叫停紐約擠塞費",
    ),
    "injunction/ordered_or_happened/breaking": (
        "美联邦法官叫停特朗普关税令",
        "美国法官下令暂停执行微信禁令",
        "聯邦法官批准初步禁制令 阻止加州新法生效",
        "蒙大拿州TikTok禁令遭法官叫停",
        "美法院暂停特朗普出生公民权行政令",
        "聯邦法官裁定暫停川普凍結撥款令",
        "德州法官阻止联邦非竞争协议禁令生效",
        "法官颁布临时限制令 禁止驱逐移民",
    ),
    "injunction/requested/notable": ("微信用户请求法院叫停禁令",),
    "legislation/announced_plan/notable": (
        "美参议院将就拨款法案表决",
        "拜登将于周六签署债务上限法案",
        "美众议院周三将表决TikTok法案",
    ),
    "legislation/denied/notable": (
        "美参议院第十次否决临时拨款法案",
        "美参议院未能通过临时拨款法案",
    ),
    "legislation/ordered_or_happened/breaking": (
        "拜登签署债务上限法案 避免违约",
        "美国国会通过债务上限法案",
        "澳洲议会通过社交媒体禁令法案",
        "川普簽署短期撥款法案 政府重啟",
        "美参议院通过债限法案 送交拜登签署",
    ),
    "legislation/proposed/notable": (
        "美国众议院通过债务上限法案",
        "美參議員提法案禁TikTok",
        "美众院委员会通过封禁TikTok法案",
    ),
    "none/none/ignore": (
        "外交部回应美国延长TikTok期限",
        "特朗普会再次延长TikTok期限吗？",
        "一文看懂TikTok禁令来龙去脉",
        "中方强烈谴责美国芯片禁令",
        "民调：近半美国人反对TikTok禁令",
        "关税裁决后美股大涨",
        "美国政府停摆进入第三周",
        "TikTok禁令对跨境卖家意味着什么？",
        "评论：美国打压TikTok是抢劫",
        "商务部：敦促美方取消关税",
        "一图看懂美国关税裁决",
        "TikTok难民涌入小红书",
        "关税重压下的中国工厂",
        "川普TikTok帳號粉絲破千萬",
        "美國政府停擺影響航班",
        "专家：TikTok交易仍存变数",
        "特朗普为何不急于封禁TikTok？",
    ),
    "restoration/announced_plan/notable": ("苹果将在美国应用商店恢复TikTok",),
    "restoration/ordered_or_happened/breaking": (
        "TikTok恢复在美服务",
        "尼泊尔解除社交媒体禁令",
        "美国政府结束停摆 恢复运作",
        "TikTok重返美國應用商店",
        "TikTok在美恢复服务",
        "印尼解除对TikTok禁令",
    ),
    "ruling/announced_plan/notable": ("美最高法院最快周五就关税作裁决",),
    "ruling/denied/breaking": ("美国最高法院拒绝受理苹果上诉",),
    "ruling/ordered_or_happened/breaking": (
        "美国最高法院裁定特朗普关税违法",
        "美国上诉法院裁定大部分关税非法",
        "法院裁定蒙大拿州TikTok禁令违宪",
        "美最高法院维持TikTok剥离法",
        "美国联邦法院推翻净中立规则",
        "美最高法院判拜登学贷减免计划无效",
        "最高法院裁定拜登学生贷款减免违宪",
        "TikTok败诉 美法院维持剥离法",
    ),
    "ruling/ordered_or_happened/notable": ("美最高法院同意受理关税案",),
    "shutdown/announced_plan/notable": (
        "TikTok将于周日在美国关闭",
        "TikTok拟周日起在美停止服务",
    ),
    "shutdown/considered/notable": ("TikTok恐在美國下架",),
    "shutdown/ordered_or_happened/breaking": (
        "美国联邦政府正式停摆",
        "TikTok在美国停止服务",
        "微信从苹果应用商店下架",
        "美国政府时隔近七年再度停摆",
        "苹果谷歌应用商店下架TikTok",
    ),
    "stay/denied/breaking": (
        "美上诉法院驳回TikTok暂缓执行请求",
        "最高法院拒绝苹果暂停执行裁决的申请",
        "美最高法院拒绝暂停德州年龄验证法",
        "上诉法院驳回特朗普政府恢复禁令的请求",
    ),
    "stay/ordered_or_happened/breaking": (
        "美最高法院暂缓执行堕胎药裁决",
        "美上诉法院暂停关税裁决",
        "美国上诉法院恢复特朗普关税",
        "最高法院允许特朗普政府暂时执行旅行禁令",
        "上訴法院凍結下級法院關稅裁決",
    ),
    "stay/requested/notable": (
        "美政府请求最高法院暂缓执行关税裁决",
        "川普政府請求最高法院凍結移民判決",
    ),
}


@pytest.mark.parametrize(("said", "text"), [(said, text) for said, texts in SAID.items() for text in texts])
def test_classify_says_what_a_chinese_headline_says(said: str, text: str) -> None:
    verdict = classify(Text(text, "zh", TextKind.HEADLINE))
    assert f"{verdict.event}/{verdict.stage}/{verdict.alert}" == said
