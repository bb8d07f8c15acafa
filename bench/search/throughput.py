"""Searches a second through HTTP, the server on one core: repeated ones, and ones that nobody has asked before."""

from itertools import accumulate
from statistics import median
from urllib.parse import quote

from bench.machine import service
from bench.report import Goal, number
from bench.rounds import CALM, Contestant, Rounds, interleave, rate, share, table, thrift
from bench.search import questions
from bench.search.corpora import FEW, READY, corpus, data_directory
from bench.search.setting import Setting

DIFFERENT = 20_000
"""Questions, far more than are asked in a round, of which the ready answers of a few hundred are kept."""
REPEATED, DISTINCT, DISTINCT_10 = "repeated search", "distinct searches", "distinct searches, page of 10"
SUGGESTED = "distinct suggestions"


def run(setting: Setting) -> None:
    report = setting.report
    asked = questions.different(DIFFERENT)
    typed = dict.fromkeys(begun for question in asked[: DIFFERENT // 4] for begun in accumulate(question))
    folder = data_directory(corpus(FEW), setting.folder)
    with service(READY, {"TUIJIN_DATA_DIR": str(folder), "TUIJIN_INDEX_SECONDS": "0"}) as server:
        found = interleave(
            setting.load,
            setting.plan,
            [
                Contestant(REPEATED, server, [f"/search?q={quote('商业秘密')}"]),
                Contestant(DISTINCT, server, [f"/search?q={quote(text)}" for text in asked]),
                Contestant(DISTINCT_10, server, [f"/search?per_page=10&q={quote(text)}" for text in asked]),
                Contestant(SUGGESTED, server, [f"/suggest?q={quote(text)}" for text in typed]),
            ],
        )
    report.title(f"Through HTTP: {FEW} tasks, embedded, 8 connections, {len(asked):,} different questions in turn")
    table(report, found)
    for name, goal in ((REPEATED, Goal(">=", 1_500)), (DISTINCT, Goal(">=", 500)), (DISTINCT_10, Goal(">=", 500))):
        values, how = _alone(found[name])
        report.judge(f"{name} a second{how}", values, number, goal)
    values, how = _alone(found[SUGGESTED])
    report.judge(f"{SUGGESTED} a second{how}", values, number)


def _alone(rounds: Rounds) -> tuple[list[float], str]:
    """Answers a second of a server that has its core to itself, and what to add to their name where it had not.

    Then it is how many a second of its processor time gives, which is the same for a server that is never idle.
    """
    calm = [each for each in rounds if share(each) >= CALM]
    if len(calm) > len(rounds) / 3:
        return [rate(each) for each in calm], ""
    return [thrift(each) for each in rounds], f", by processor time ({median(map(share, rounds)):.0%} of its core)"
