"""What Chinese headlines say: each event at each stage, hand-written."""

from __future__ import annotations

import pytest

from bot.pipeline.classify import Text, TextKind, classify

SAID = {
    "divestiture_deal/announced_plan/notable": ("TikTok将出售美国业务予甲骨文财团",),
    "divestiture_deal/considered/notable": (
        "甲骨文洽谈收购TikTok美国业务",
        "特朗普称TikTok交易接近达成",
    ),
    "divestiture_deal/denied/notable": ("字节跳动否认出售TikTok",),
    "divestiture_deal/ordered_or_happened/breaking": (
        "TikTok签署协议成立美国合资公司",
        "TikTok美国业务完成交割",
    ),
    "executive_action/announced_plan/notable": (
        "美国拟禁止中国联网汽车软件",
        "马来西亚将禁止16岁以下使用社交媒体",
    ),
    "executive_action/considered/notable": (
        "美国考虑禁止中国无人机",
        "特朗普威胁对欧盟加征关税",
    ),
    "executive_action/lifted_or_reversed/breaking": (
        "拜登撤销特朗普微信禁令",
        "美国取消对华芯片设计软件出口限制",
    ),
    "executive_action/ordered_or_happened/breaking": (
        "特朗普宣布对巴西加征50%关税",
        "澳大利亚禁止16岁以下使用社交媒体",
        "尼泊尔封锁脸书等26个社交平台",
        "特朗普签署行政令禁止与字节跳动交易",
        "美国商务部将23家中企列入实体清单",
    ),
    "extension/announced_plan/notable": (
        "特朗普表示将延长TikTok出售期限",
        "白宫称特朗普将签署命令延长TikTok期限",
    ),
    "extension/considered/notable": (
        "特朗普称可能再次延长TikTok期限",
        "白宫考虑延长对华关税暂停期",
        "川普：或將再延長TikTok期限",
    ),
    "extension/denied/breaking": ("美国政府拒绝延长剥离期限",),
    "extension/denied/notable": ("特朗普称不会延长关税谈判期限",),
    "extension/ordered_or_happened/breaking": (
        "特朗普再度延长TikTok期限至9月17日",
        "美中同意将关税休战延长90天",
        "美国财政部推迟企业受益人申报期限",
        "欧盟将报复性关税暂停延长至8月初",
        "川普簽署行政命令 延長TikTok寬限期75天",
        "美疾控中心宣布延长驱逐禁令至7月底",
        "拜登政府再次延长学生贷款暂停还款期",
    ),
    "extension/requested/notable": (
        "字节跳动请求延长剥离期限",
        "美国企业团体敦促财政部推迟申报期限",
    ),
    "filing/announced_plan/notable": (
        "TikTok表示将提起上诉",
        "字节跳动称将起诉美国政府",
    ),
    "filing/requested/notable": (
        "TikTok起诉蒙大拿州",
        "华为提起诉讼挑战美国禁令",
        "美司法部就堕胎药裁决提出上诉",
    ),
    "hearing/announced_plan/notable": (
        "美最高法院将于11月5日就关税案开庭",
        "上诉法院排期9月聆讯TikTok案",
    ),
    "injunction/denied/breaking": (
        "法官拒绝阻止佛州社交媒体法",
        "美国法官驳回TikTok临时禁制令申请",
    ),
    "injunction/ordered_or_happened/breaking": (
        "美联邦法官叫停特朗普关税令",
        "美国法官下令暂停执行微信禁令",
        "聯邦法官批准初步禁制令 阻止加州新法生效",
        "蒙大拿州TikTok禁令遭法官叫停",
    ),
    "injunction/requested/notable": ("微信用户请求法院叫停禁令",),
    "legislation/announced_plan/notable": (
        "美参议院将就拨款法案表决",
        "拜登将于周六签署债务上限法案",
    ),
    "legislation/denied/notable": ("美参议院第十次否决临时拨款法案",),
    "legislation/ordered_or_happened/breaking": (
        "拜登签署债务上限法案 避免违约",
        "美国国会通过债务上限法案",
        "澳洲议会通过社交媒体禁令法案",
    ),
    "legislation/proposed/notable": ("美国众议院通过债务上限法案",),
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
    ),
    "restoration/announced_plan/notable": ("苹果将在美国应用商店恢复TikTok",),
    "restoration/ordered_or_happened/breaking": (
        "TikTok恢复在美服务",
        "尼泊尔解除社交媒体禁令",
        "美国政府结束停摆 恢复运作",
    ),
    "ruling/denied/breaking": ("美国最高法院拒绝受理苹果上诉",),
    "ruling/ordered_or_happened/breaking": (
        "美国最高法院裁定特朗普关税违法",
        "美国上诉法院裁定大部分关税非法",
        "法院裁定蒙大拿州TikTok禁令违宪",
        "美最高法院维持TikTok剥离法",
    ),
    "ruling/ordered_or_happened/notable": ("美最高法院同意受理关税案",),
    "shutdown/announced_plan/notable": ("TikTok将于周日在美国关闭",),
    "shutdown/ordered_or_happened/breaking": (
        "美国联邦政府正式停摆",
        "TikTok在美国停止服务",
        "微信从苹果应用商店下架",
    ),
    "stay/denied/breaking": (
        "美上诉法院驳回TikTok暂缓执行请求",
        "最高法院拒绝苹果暂停执行裁决的申请",
    ),
    "stay/ordered_or_happened/breaking": (
        "美最高法院暂缓执行堕胎药裁决",
        "美上诉法院暂停关税裁决",
        "美国上诉法院恢复特朗普关税",
    ),
    "stay/requested/notable": ("美政府请求最高法院暂缓执行关税裁决",),
}


@pytest.mark.parametrize(("said", "text"), [(said, text) for said, texts in SAID.items() for text in texts])
def test_classify_says_what_a_chinese_headline_says(said: str, text: str) -> None:
    verdict = classify(Text(text, "zh", TextKind.HEADLINE))
    assert f"{verdict.event}/{verdict.stage}/{verdict.alert}" == said
