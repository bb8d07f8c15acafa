"""Made-up plans, and the ways in which documents write them: languages, marks, brackets, glued and broken lines."""

import random
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from service import script
from service.ingest.numbering import roman, zh_number
from service.records import AliasKind, Lang
from service.seed import agencies

_ZH_VERBS = "推进 研究 加快 完善 开展 健全 深化 修订 组织实施 优化"
ZH_VERBS = _ZH_VERBS.split()
_ZH_OBJECTS = (
    "《某某管理办法》修订 数据规则建设 第3次评估 公共服务平台（二期）建设 标准化试点（2031—2035年） 人才培养 "
    "《关于某事的意见（试行）》起草 “清风2031”专项行动 3.5万家企业的调查 跨部门协作（含地方） DNA指纹库建设 第十二届"
    "论坛"
)
ZH_OBJECTS = _ZH_OBJECTS.split()
_ZH_MORE = "，形成长效机制 ，到2033年取得进展 。加强宣传，讲好故事 ；发布典型案例 ，覆盖1.2万个单位 。2031年底前完成"
ZH_MORE = _ZH_MORE.split()
_ZH_HEADINGS = "完善制度体系 加强全面保护 促进转化运用 提升服务效能 营造良好环境 深化国际合作 夯实发展基础 健全工作机制"
ZH_HEADINGS = _ZH_HEADINGS.split()
EN_VERBS = [
    "Promote",
    "Study and draft",
    "Accelerate",
    "Improve",
    "Carry out",
    "Organize",
    "Revise and issue",
    "Deepen",
]
EN_OBJECTS = [
    "the revision of the “Measures for Something (Trial)”", "the construction of data rules", "the third assessment",
    "the service platform (phase two)", "the pilot on standards (2031-2035)", "the training of talents",
    "the “Clear Wind 2031” special action", "the survey of 3.5 million companies", "cooperation (regions) at all "
    "levels",
    "the mechanism [single window] for disputes", "the forum of the U.S. and China", "the DNA database, the index "
    "and the map",
]  # fmt: skip
EN_MORE = [
    " and form a long-term mechanism", ", with progress by 2033", ". Strengthen publicity and tell the story well",
    "; publish typical cases", ". Complete 1.2 million entries by the end of 2031", ". Support Article 15 of the rules",
]  # fmt: skip
EN_HEADINGS = [
    "Improve the system", "Strengthen protection in all respects", "Promote use and commercialization",
    "Improve the efficiency of services", "Create a good environment", "Deepen international cooperation",
    "Lay a solid foundation", "Improve the working mechanism",
]  # fmt: skip


@dataclass
class Task:
    number: int
    section: str
    text: str
    agencies: tuple[str, ...]
    divided: bool
    bracket: str  # with its bracket signs


@dataclass
class Plan:
    lang: Lang
    sections: list[tuple[str, str]] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)

    @property
    def rows(self) -> list[tuple[int, str, str, tuple[str, ...], str]]:
        return [
            (
                task.number,
                task.section,
                task.text,
                task.agencies,
                "sole" if len(task.agencies) == 1 else "divided" if task.divided else "joint",
            )
            for task in self.tasks
        ]


@cache
def _names(lang: Lang) -> dict[str, list[str]]:
    """The names by which documents of a language may call each agency."""
    kinds = {AliasKind.SHORT, AliasKind.TRANSLATION}
    found = {}
    for agency in agencies():
        aliases = [one.value for one in agency.aliases if one.lang == lang and one.kind in kinds and one.plan is None]
        names = [agency.name[lang], *([agency.short_name[lang]] if lang == "zh" else []), *aliases]
        found[agency.code] = [name for name in names if name and "（" not in name and "(" not in name]
    del found["OTHER"]
    return {code: names for code, names in found.items() if names}


def make(rng: random.Random, lang: Lang, *, parts: int = 1) -> Plan:
    """A plan of up to five parts and at least so many."""
    plan = Plan(lang)
    headings = ZH_HEADINGS if lang == "zh" else EN_HEADINGS
    for part in range(1, rng.randint(parts, 5) + 1):
        plan.sections.append((str(part), rng.choice(headings)))
        subs = rng.choice([0, 0, 1, 2, 3])
        for number in [str(part)] if not subs else [f"{part}.{sub}" for sub in range(1, subs + 1)]:
            if subs:
                plan.sections.append((number, rng.choice(headings)))
            for _ in range(rng.randint(1, 6)):
                plan.tasks.append(_task(rng, lang, len(plan.tasks) + 1, number))
    return plan


def _task(rng: random.Random, lang: Lang, number: int, section: str) -> Task:
    if lang == "zh":
        text = (
            rng.choice(ZH_VERBS) + rng.choice(ZH_OBJECTS) + (rng.choice(ZH_MORE) if rng.random() < 0.4 else "") + "。"
        )
    else:
        text = f"{rng.choice(EN_VERBS)} {rng.choice(EN_OBJECTS)}{rng.choice(EN_MORE) if rng.random() < 0.4 else ''}."
    names = _names(lang)
    codes = rng.sample(sorted(names), rng.choice([1, 1, 1, 2, 2, 3, 5, 9]))
    divided = len(codes) > 1 and rng.random() < 0.5
    others = rng.random() < 0.1
    listed = [rng.choice(names[code]) for code in codes]
    bracket = _zh_bracket(rng, listed, divided, others) if lang == "zh" else _en_bracket(rng, listed, divided, others)
    return Task(number, section, text, (*codes, *(["OTHER"] if others else [])), divided, bracket)


def _zh_bracket(rng: random.Random, names: list[str], divided: bool, others: bool) -> str:
    joined = "、".join(names) + (rng.choice(["等部门", "等单位", "等有关部门"]) if others else "")
    if divided:
        said = rng.choice(["按职责分工负责", "按照职责分工负责", "分别负责", "依职责分工负责"])
    elif len(names) > 1 and not others and rng.random() < 0.2:
        joined, said = f"{names[0]}牵头，{'、'.join(names[1:])}", rng.choice(["参与", "配合"])
    else:
        said = rng.choice(["负责", "负责", "共同负责", ""])
    return f"（{joined}{said}）"


def _en_bracket(rng: random.Random, names: list[str], divided: bool, others: bool) -> str:
    shown = [f"{rng.choice(['the ', 'the ', ''])}{name}" for name in names]
    if others:
        joined = ", ".join(shown) + rng.choice([" and other departments", ", and other units"])
    elif len(shown) == 1:
        joined = shown[0]
    else:
        joined = ", ".join(shown[:-1]) + rng.choice([", and ", " and "]) + shown[-1]
    if divided:
        said = rng.choice(
            [
                " are responsible according to the division of responsibilities",
                " are responsible for their respective duties",
                " are responsible according to their respective duties",
                " are responsible according to their respective responsibilities.",
            ]
        )
    else:
        said = rng.choice([" are responsible", " is responsible", ""])
    if not divided and rng.random() < 0.2:
        joined, said = f"Responsible by {joined}", ""
    return f"({joined[0].upper()}{joined[1:]}{said})"


@dataclass(frozen=True)
class Style:
    """How numbers and brackets are written."""

    lang: Lang
    part: str
    sub: str
    task: str
    half: bool = False
    traditional: bool = False


STYLES = {
    "zh-official": Style("zh", "{zh}、", "（{zh}）", "{n}."),
    "zh-full-width": Style("zh", "{zh}、", "（{zh}）", "{full}．"),
    "zh-half-width": Style("zh", "{zh}.", "({zh})", "{n}、", half=True),
    "zh-traditional": Style("zh", "{zh}、", "（{zh}）", "{n}.", traditional=True),
    "en-roman": Style("en", "{roman}. ", "({roman}) ", "{n}. "),
    "en-arabic": Style("en", "{n}. ", "({n}) ", "{n}. "),
}


def number(form: str, value: int) -> str:
    full = "".join(chr(ord(digit) + 0xFEE0) for digit in str(value))
    return form.format(zh=zh_number(value), roman=roman(value), n=value, full=full)


@cache
def _traditional() -> dict[int, int]:
    file = Path(script.__file__).with_name("traditional.txt")
    pairs = [pair for line in file.read_text("utf-8").splitlines() if line[:1] != "#" for pair in line.split()]
    table: dict[int, int] = {}
    for pair in pairs:
        if not _in_big5(pair[1]) and _in_big5(pair[0]):  # what Big5 has is in traditional use itself: 合, 同, 家
            table.setdefault(ord(pair[1]), ord(pair[0]))
    return table


def _in_big5(character: str) -> bool:
    try:
        return bool(character.encode("big5"))
    except UnicodeEncodeError:
        return False


def traditional(text: str) -> str:
    return text.translate(_traditional())


def half_width(bracket: str) -> str:
    return bracket.replace("（", "(").replace("）", ")").replace("，", ",")


def lines(plan: Plan, style: Style, rng: random.Random | None = None) -> list[str]:
    """The plan as lines; with `rng`, brackets come on lines of their own and headings are glued, here and there."""
    found: list[str] = []
    sections = dict(plan.sections)
    shown: set[str] = set()
    for task in plan.tasks:
        part = task.section.partition(".")[0]
        glued = ""
        for section in (part, task.section):
            if section in shown:
                continue
            shown.add(section)
            form = style.sub if "." in section else style.part
            found.append(glued + number(form, int(section.rpartition(".")[2])) + sections[section])
            if rng and found[:-1] and rng.random() < 0.15:  # at the end of the line before
                found[-2:] = [f"{found[-2]} {found[-1]}" if style.lang == "en" else found[-2] + found[-1]]
        line = number(style.task, task.number) + task.text
        if rng and section == task.section and found and rng.random() < 0.05 and not found[-1].endswith((")", "）")):
            line = f"{found.pop()} {line}"  # the heading at the start of the task
        bracket = half_width(task.bracket) if style.half else task.bracket
        if rng and rng.random() < 0.15:
            found += [line, bracket]
        else:
            found.append(line + (" " if style.lang == "en" else "") + bracket)
    return [traditional(line) for line in found] if style.traditional else found


def surrounded(plan: Plan, style: Style, rng: random.Random) -> list[str]:
    """The plan's lines with what stands around them on a page: a title, a preface, links, a closing sentence."""
    if plan.lang == "zh":
        before = [
            "首页 新闻 政策",
            "2031年知识产权强国建设推进计划",
            "为落实《纲要（2021—2035年）》，制定本计划，明确2031年113项任务。",
        ]
        after = [
            "上述任务分工中，由多个部门负责的，列第一位的部门为牵头部门，其他为参与部门。",
            "（来源：某某网 2031.5.7）",
            "1. 打印 2. 关闭",
        ]
    else:
        before = [
            "View all", "Menu", "On May 7, 2031, the Office released the plan (2031-2035) with 113 tasks. It covers "
            "item 2.",
            "A translation follows:",
        ]  # fmt: skip
        after = [
            "For the tasks above, where several departments are responsible, the one listed first is the lead and "
            "the others "
            "take part.",
            "Read the Chinese text (in Chinese only).", "Share", "2031. All rights reserved. 1. Print",
        ]  # fmt: skip
    found = lines(plan, style, rng)
    if style.traditional:
        before, after = [traditional(line) for line in before], [traditional(line) for line in after]
    if rng.random() < 0.3:
        found[-1] = f"{found[-1]} {after[0]}"
        after = after[1:]
    return [*before[rng.randint(0, 2) :], *found, *after[: rng.randint(1, 4)]]
