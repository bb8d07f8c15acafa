"""The command: which sets to ask whom, and what to show."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack

import httpx

from bench.relevance import meilisearch, services, tables
from bench.relevance.asking import Contestant, Unmeasurable, answers
from bench.relevance.measures import Answer
from bench.relevance.questions import HIDDEN, SETS, load
from bench.report import Report

PLAIN = "plain"
ENGINES = ("embedded", "meilisearch", PLAIN)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.relevance",
        description="Measures how good the search is against the goals, beside Meilisearch as it comes. Meilisearch "
        "is the one at MEILI_URL (key: MEILI_KEY or MEILI_MASTER_KEY), else `meilisearch` on the PATH, else left out.",
    )
    parser.add_argument("--set", choices=(*SETS, "all"), default="all", help="which questions; all if not given")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="only this one; may be repeated")
    parser.add_argument("--url", help="ask the service running there, as it is, and nobody else")
    parser.add_argument("--losses", action="store_true", help="list the tuning questions that are answered badly")
    given = parser.parse_args()
    if given.url and given.engine:
        parser.error("a running service answers by the engine it has: --url or --engine")
    if given.losses and given.set in HIDDEN:
        parser.error(f"questions of {given.set} are shown to nobody: no --losses for them")

    try:
        _measure(
            SETS if given.set == "all" else (given.set,),
            tuple(dict.fromkeys(given.engine or ENGINES)),
            given.url,
            with_losses=given.losses,
        )
    except (RuntimeError, httpx.HTTPError) as error:  # servers that do not start or answer; a traceback tells no more
        sys.exit(f"Not measured: {error}")


def _measure(names: tuple[str, ...], engines: tuple[str, ...], url: str | None, *, with_losses: bool) -> None:
    report, sets = Report(), [load(name) for name in names]
    said: dict[str, dict[str, list[Answer]]] = {asked.name: {} for asked in sets}
    with ExitStack() as open_:
        for entering in _contestants(open_, engines, url):
            with entering as contestant:
                print(f"Asking {contestant.name} ...", flush=True)
                for asked in sets:
                    told = answers(contestant, asked)
                    said[asked.name][contestant.name] = told
    for asked in sets:
        if not said[asked.name]:
            raise Unmeasurable("there is nobody to ask")
        tables.show(report, asked, said[asked.name])
        for name, told in said[asked.name].items():
            if name != PLAIN:
                tables.judge(report, asked, name, told)
            if with_losses and asked.shown:
                tables.losses(report, asked, name, told)
    report.summary()


def _contestants(
    open_: ExitStack, engines: tuple[str, ...], url: str | None
) -> Iterator[AbstractContextManager[Contestant]]:
    """One after another; each is gone before the next one starts."""
    if url:
        yield services.running(url)
        return
    server: meilisearch.Meilisearch | None = None
    if set(engines) - {"embedded"}:
        server = open_.enter_context(meilisearch.found())
    for name in engines:
        if name == "embedded":
            yield services.started(name, {})
        elif server is None:
            print(f"{name} is left out: MEILI_URL is not set, and no `meilisearch` is on the PATH", flush=True)
        elif name == PLAIN:
            yield meilisearch.plain(server)
        else:
            yield services.started(name, server.settings)


if __name__ == "__main__":
    main()
