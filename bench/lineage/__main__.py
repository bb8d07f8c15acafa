"""The command: what to compare the plans by, and what to show."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bench.lineage import tfidf
from bench.lineage.cases import EARLIER, IMPORTED, LATER, Case, Link, Unmeasurable, cases
from bench.lineage.measures import FOLDS, Agreement, Scores, above, agreement, best_threshold, held_out
from bench.report import Goal, Report
from service.facts.suggest import THRESHOLD
from service.facts.suggest_scores import WEIGHTS, Weights, Worth, scores

OTHERWISE: Mapping[str, Weights] = {
    "undertakings 0.55, wholes 0.20": replace(WEIGHTS, undertaking=0.55, whole=0.20),
    "undertakings 0.20, wholes 0.55": replace(WEIGHTS, undertaking=0.20, whole=0.55),
    "agencies nothing": replace(WEIGHTS, agencies=0.0),
    "agencies twice": replace(WEIGHTS, agencies=2 * WEIGHTS.agencies),
    "section nothing": replace(WEIGHTS, section=0.0),
    "section twice": replace(WEIGHTS, section=2 * WEIGHTS.section),
    "terms like words": replace(WEIGHTS, term=1.0),
    "terms 2.5": replace(WEIGHTS, term=2.5),
    "names like terms": replace(WEIGHTS, name=WEIGHTS.term),
    "names 6": replace(WEIGHTS, name=6.0),
}
"""Weights that one might have chosen as well: the figures should not hang on the choice."""

THRESHOLDS = range(32, 60, 4)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.lineage",
        description=f"Measures what `tuijin lineage suggest` proposes between the plans of {EARLIER} and {LATER} "
        "against the links made by hand (kind: continues, task to task), beside the best match by TF-IDF.",
    )
    parser.add_argument(
        "--document", type=Path, help=f"also with the {LATER} plan imported from this official document"
    )
    parser.add_argument("--pairs", action="store_true", help="also show the pairs proposed wrongly and overlooked")
    given = parser.parse_args()
    report = Report()
    try:
        measured, links, related = cases(given.document)
    except Unmeasurable as error:
        sys.exit(str(error))

    report.title(f"{len(links)} links from {EARLIER} to {LATER}. Ours: scores from {THRESHOLD} on")
    found = {case.name: _scores(case) for case in measured}
    compared = {case.name: _compared(case, found[case.name], links) for case in measured}
    lines = [_line(name, way, made) for name, ways in compared.items() for way, made in ways.items()]
    report.table(("", "", "proposed", "found", "recall", "precision", "F1"), lines)
    for case in measured:
        ours, theirs = list(compared[case.name].values())[:2]
        for what in ("recall", "precision") if case.judged and theirs.proposed else ():
            value, bound = getattr(ours, what), getattr(theirs, what)
            report.judge(f"{case.name}: {what}, beside TF-IDF", [value], "{:.3f}".format, Goal(">=", round(bound, 3)))

    for case in (measured[0], next(case for case in measured if case.name == IMPORTED)):
        report.title(f"{case.name}: by threshold")
        by_threshold = ((str(each), agreement(above(found[case.name], each), links)) for each in THRESHOLDS)
        report.table(("from", "proposed", "found", "recall", "precision", "F1"), [_row(*each) for each in by_threshold])
        report.title(f"{case.name}: what it hangs on, by F1 at the threshold and at the best one in hindsight")
        others = {"as chosen": found[case.name]} | {name: _scores(case, other) for name, other in OTHERWISE.items()}
        report.table(("", "F1", "best F1", "from"), [_in_hindsight(name, way, links) for name, way in others.items()])
        report.title(f"{case.name}: tasks held out, in {FOLDS} parts")
        held = {
            "threshold chosen on the others": held_out([found[case.name]], links),
            "weights and threshold chosen on the others": held_out(list(others.values()), links),
        }
        report.table(("", "proposed", "found", "recall", "precision", "F1"), [_row(*each) for each in held.items()])

    for case in measured if given.pairs else ():
        _show(report, case, found[case.name], links, related)
    report.summary()


def _compared(case: Case, found: Scores, links: frozenset[Link]) -> dict[str, Agreement]:
    alike = tfidf.likeness(case.earlier, case.later)
    return {
        "ours": agreement(above(found, THRESHOLD), links),
        "TF-IDF, best match": agreement(tfidf.best_matches(alike), links),
        "TF-IDF, best match both ways": agreement(tfidf.mutual(alike), links),
    }


def _line(name: str, way: str, made: Agreement) -> list[str]:
    return [name if way == "ours" else "", *_row(way, made)]


def _scores(case: Case, weights: Weights = WEIGHTS) -> Scores:
    _, earlier, later = case.heard()
    found = scores(earlier, later, Worth([*earlier, *later], weights))
    return {(earlier[a].id, later[b].id): round(100 * score) for (a, b), score in found.items()}


def _row(name: str, made: Agreement) -> list[str]:
    figures = (f"{value:.3f}" for value in (made.recall, made.precision, made.both))
    return [name, str(made.proposed), f"{made.found} of {made.links}", *figures]


def _in_hindsight(name: str, way: Scores, links: frozenset[Link]) -> Sequence[str]:
    best = best_threshold(way, links)
    figures = (f"{agreement(above(way, threshold), links).both:.3f}" for threshold in (THRESHOLD, best))
    return [name, *figures, str(best)]


def _show(report: Report, case: Case, found: Scores, links: frozenset[Link], related: frozenset[Link]) -> None:
    titles = {body["id"]: body["title"]["zh"] or body["title"]["en"] for body in (*case.earlier, *case.later)}
    proposed = set(above(found, THRESHOLD))
    report.title(case.name)
    for pairs, what in ((proposed - links, "wrongly proposed"), (links - proposed, "overlooked")):
        report.note(f"{what}: {len(pairs)}")
        for pair in sorted(pairs, key=lambda pair: -found.get(pair, 0)):
            mark = " (related)" if pair in related else ""
            report.note(f"  {found.get(pair, 0):>3}  {' '.join(pair)}  {titles[pair[0]]} | {titles[pair[1]]}{mark}")


if __name__ == "__main__":
    main()
