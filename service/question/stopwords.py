"""Words that ask and do not say what for: taken off a question before it is searched.

Only what carries no meaning of this field: `what`, `who is in charge of`, 哪些部门负责. A phrase of the glossary that
holds one of them has been taken out before.
"""

import re

ENGLISH = frozenset(
    """
    a able about above across actual actually added after again against all almost along already also although
    always am among amount an and any anybody anyone anything anywhere applied apply are as ask asking asks at
    authorities authority away
    be because become becomes becoming been before began begin behind being below best better between big bodies body
    both bring brings brought but by call called came can cannot certain charge clear close come comes coming
    complete concern concerned concerning concerns contain continue cost costs could current currently day days deal
    dealing deals decide department departments did different do does doing don done down each easier easily easy
    either else end enough especially etc ever every everybody everyone exactly example fact far fast feel few find
    fine finish first follow following for four from full further gave get gets getting give given go goes going
    gone good got great had half hand happen happened happening happens hard has have having he held hello help her
    here hers hi him his hope hour hours how hurt i idea if important in include including instead into involve
    involved involves involving is isn it its itself just keep keeping keeps kept kind knew know last late later
    latest least leave left less let like likely list long longer look looked looks lose lost lot low made main make
    makes making manage many matter may me mean means meant meet might mine month months more most move much must my
    near nearly need needed needs never next nice no none nor normal not nothing now number of off offer often ok
    old on once one only or ordinary other others ought our ours out over own part parts people per perhaps person
    place planned please possible possibly pretty probably put quick quickly quite rather read ready real really reason
    receive recent recently regarding related relating required responsibilities responsibility responsible run s
    said same say saying says second see seem seen sell send several shall she short should show simply since single
    slow slowly so some somebody someone something somewhere soon start started starts stay step still stop stopped
    stops such supposed sure t take taken takes taking talk task tasks tell ten than thank thanks that the their
    theirs them then there these they thing things think third this those thought through till time times to today
    together told tomorrow too took top toward towards tried true try trying turn two under understand until up upon
    us use used useful usually various very wait want wants was way ways we week weeks went were what whatever whats
    when where wheres whether which while who whoever whom whos whose why wide will wish with within without won
    wonder work worked working works worse worst would write written wrong year years yes yesterday yet you your
    yours
    """.split()  # noqa: SIM905  # a list would be a page long
)
ENGLISH_PHRASES = re.compile(
    r"\b(?:in charge of|according to|with regard to|in respect of|as well as|so that|how come|have to|has to|had to|"
    r"right now|is there|are there|tell me|show me|i want to|i would like to|looking for|"
    r"deal(?:s|ing)? with|take(?:s)? care of|work(?:s|ing)? on|this year|next year|last year)\b"
)

CHINESE = frozenset(
    """
    什么时候 什么部门 到哪一步 可不可以 哪个单位 哪个部门 哪些单位 哪些部门 哪家单位 我想知道 进展如何 进展情况
    为什么 什么样 会不会 何部门 做什么 做到哪 到哪步 告诉我 干什么 怎么办 怎么样 想知道 我想问 是不是 有没有
    本年度 能不能 要不要 该不该 谁负责 为何 为啥 主管 之类 事儿 事情 事项 什么 今年 他们 以及 任务 但是 何地
    何时 何种 你们 依据 做啥 关于 具体 内容 几个 分管 去年 参与 及其 可以 哪一 哪个 哪些 哪儿 哪家 哪年 哪种
    哪里 多久 多大 多少 大家 她们 如何 对于 已经 干啥 干嘛 年度 并且 应当 应该 开展 归哪 归谁 当前 必须 怎么
    怎样 情况 想要 想问 我们 我想 或者 承担 按照 方面 明年 是否 曾经 最新 最近 有关 有无 本年 根据 正在 没有
    涉及 牵头 现在 甚么 由哪 由谁 的话 目前 相关 等等 而且 能够 自己 要求 该由 请问 谁在 谁来 谁管 负责 近期
    还有 这个 这些 进展 进行 通过 那个 那些 针对 问题 需要 上 下 不 与 且 个 中 为 么 之 也 了 事 于 些 从 他 以
    件 会 但 你 使 做 其 再 几 别 到 办 去 又 及 只 叫 同 向 吗 吧 呀 呢 和 咱 哪 啊 啥 嘛 在 地 太 她 它 对 将
    就 并 应 弄 归 往 很 得 您 想 我 或 所 才 找 把 搞 是 更 最 有 条 来 查 次 没 用 由 的 看 着 种 等 管 给 能
    被 要 让 该 说 谁 跟 过 还 这 那 都 里 问 项
    """.split()  # noqa: SIM905
)
MEASURED = re.compile(
    "[一二两三四五六七八九十几这那每哪某好半多]"
    "[个家件场首种条项次年月天位名张本篇部份套台辆门间所座栋块片根支把双对群批堆笔款样类层级届期轮遍回趟顿口杯瓶盒箱"
    "袋包碗盘斤米里元毛分秒点半集章节句段行幅封颗粒朵棵株匹头只艘架枚滴团串排列组队班伙帮些]"
)
"""So many or this one of something: says nothing of any topic, whatever is counted."""
CHINESE_PHRASES = re.compile("|".join(sorted((word for word in CHINESE if len(word) > 2), key=len, reverse=True)))
"""Taken off before a run is cut into words; shorter ones only where the dictionary makes a word of them."""
