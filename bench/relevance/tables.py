"""How the figures are shown: contestants side by side by class and group, the goals, and the questions lost."""

from collections.abc import Callable, Mapping, Sequence

from bench.relevance.measures import DEPTH, Answer, Figures, Judged, figures, ndcg, share_of_nothing
from bench.relevance.questions import GROUPS, OFF_TOPIC, QuestionSet
from bench.report import Goal, Report

NDCG = {"plain questions": 0.98, "harder": 0.97, "everyday": 0.85}
SUCCESS = {"plain questions": 0.99, "harder": 0.97, "everyday": 0.85}
HITS = 2.5
NOTHING = 0.85
LOWEST, NO_CLASS_UNDER = 0.90, ("plain questions", "harder")
LOST = 0.95
"""Below this nDCG there is something to be learnt from a question."""

COLUMNS: Mapping[str, Callable[[Figures], str]] = {
    "nDCG@10": lambda found: f"{found.ndcg:.3f}",
    "success@1": lambda found: f"{found.success:.3f}",
    "hits for each relevant": lambda found: f"{found.hits:.2f}",
}

Answers = Mapping[str, Sequence[Answer]]
"""What each contestant said to the questions of a set, in their order."""


def show(report: Report, asked: QuestionSet, said: Answers) -> None:
    """All figures of one set."""
    report.title(f"{asked.name}: {len(asked.questions)} questions")
    each = [_by_row(asked, answers) for answers in said.values()]
    blank = [""] * (len(said) - 1)
    head = ["", "", *(cell for column in COLUMNS for cell in (column, *blank))]
    lines = [["", "questions", *(name for _ in COLUMNS for name in said)]]
    for row, first in each[0].items():
        cells = [form(rows[row]) for form in COLUMNS.values() for rows in each]
        lines.append([row if row in GROUPS else f"  {row}", str(first.questions), *cells])
    report.table(head, lines)

    off_topic = [_off_topic(asked, answers) for answers in said.values()]
    if count := len(off_topic[0]):
        shares = [f"{share_of_nothing(answers):.3f}" for answers in off_topic]
        report.table(["", "questions", *said], [[f"{OFF_TOPIC}, answered with nothing", str(count), *shares]])


def judge(report: Report, asked: QuestionSet, name: str, answers: Sequence[Answer]) -> None:
    """The goals of one set and contestant, on figures that are not rounded."""
    report.title(f"{asked.name}, {name}: the goals")
    rows = _by_row(asked, answers)

    def line(what: str, value: float, sense: Goal) -> None:
        report.judge(f"{asked.name}, {name}: {what}", [value], "{:.3f}".format, sense)

    present = [group for group in GROUPS if group in rows]
    for group in present:
        line(f"nDCG@10, {group}", rows[group].ndcg, Goal(">=", NDCG[group]))
    if classes := [kind for group in NO_CLASS_UNDER for kind in GROUPS[group] if kind in rows]:
        lowest = min(classes, key=lambda kind: rows[kind].ndcg)
        line(f"nDCG@10 of the lowest class of these, {lowest}", rows[lowest].ndcg, Goal(">=", LOWEST))
    for group in present:
        line(f"success@1, {group}", rows[group].success, Goal(">=", SUCCESS[group]))
    for group in present:
        line(f"hits for each relevant, {group}", rows[group].hits, Goal("<=", HITS))
    if off_topic := _off_topic(asked, answers):
        line(f"{OFF_TOPIC} answered with nothing", share_of_nothing(off_topic), Goal(">=", NOTHING))


def losses(report: Report, asked: QuestionSet, name: str, answers: Sequence[Answer]) -> None:
    """Each question that was answered badly, with what it should have found."""
    if not asked.shown:
        raise ValueError(f"questions of {asked.name} are shown to nobody")
    report.title(f"{asked.name}, {name}: questions below nDCG@10 {LOST}, and those off topic that found something")
    for question, answer in zip(asked.questions, answers, strict=True):
        value = ndcg(answer.found, question.grades) if question.grades else float(not answer.total)
        if value >= LOST:
            continue
        expected = sorted(question.grades.items(), key=lambda graded: -graded[1])
        report.note(f"{value:.3f}  {question.kind}  {question.text}")
        report.note(f"       expected  {' '.join(f'{task}:{grade}' for task, grade in expected) or 'nothing'}")
        report.note(f"       found     {' '.join(answer.found[:DEPTH]) or 'nothing'}  of {answer.total}")


def _by_row(asked: QuestionSet, answers: Sequence[Answer]) -> dict[str, Figures]:
    """Figures of each group, its classes after it; what no question belongs to is left out."""
    judged: dict[str, list[Judged]] = {}
    for question, answer in zip(asked.questions, answers, strict=True):
        judged.setdefault(question.kind, []).append(Judged(answer, question.grades))
    rows: dict[str, list[Judged]] = {}
    for group, kinds in GROUPS.items():
        rows[group] = [each for kind in kinds for each in judged.get(kind, [])]
        rows |= {kind: judged.get(kind, []) for kind in kinds if kind != group}
    return {row: figures(of) for row, of in rows.items() if of}


def _off_topic(asked: QuestionSet, answers: Sequence[Answer]) -> list[Answer]:
    both = zip(asked.questions, answers, strict=True)
    return [answer for question, answer in both if question.kind == OFF_TOPIC]
