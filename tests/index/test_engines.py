"""Both engines find the same, to the task: what the conditions say, whatever the engine makes of them."""

import random
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import pytest

from service.config import Settings
from service.index.base import FACET_VALUES, Ask, Away, Document, Facet, Failed, Found, Sort, Version
from service.question.condition import AllOf, AnyOf, Condition, enough_of

from .engines import (
    FACETS,
    HOSTILE,
    Engine,
    Expected,
    OnDisk,
    filed,
    fill,
    fulfils,
    on_server,
    renewed,
    seeded,
    tasks,
    values_of,
    varied,
)

ALL, NONE = AllOf(()), AnyOf(())
SORTS: tuple[Sort, ...] = ("id", "-id", "updated_at", "-updated_at")
MANY = 1_000

CONDITIONS: dict[str, Condition] = {
    "everything": ALL,
    "nothing": NONE,
    "a character": "专",
    "a pair": "专利",
    "a stem": "s:patent",
    "a word no task has": "w:absent",
    "an agency": "a:CNIPA",
    "an agency that leads": "l:SAMR",
    "a task": "id:2025-41",
    "all of": AllOf(("专利", "s:law", "p:2025")),
    "all of one": AllOf(("专利",)),
    "any of": AnyOf(("w:absent", "版权", "s:copyright")),
    "any of one": AnyOf(("版权",)),
    "any of all": AnyOf((AllOf(("知识", "识产", "l:CNIPA")), AllOf(("商标", "x:2")), "id:2024-1")),
    "all of any": AllOf((AnyOf(("专利", "商标")), AnyOf(("p:2024", AllOf(("a:SAMR", "p:2025")))), "k:task")),
    "deeply nested": AllOf((AnyOf((AllOf((AnyOf(("专", "利")), "a:CNIPA")), AnyOf((AnyOf(("w:law",)), "版权")))), ALL)),
    "all of nothing and something": AllOf((NONE, "专利")),
    "any of everything and something": AnyOf((ALL, "专利")),
    "any of nothing and something": AnyOf((NONE, "专利")),
    "enough of": enough_of([("专利", 3.0), (AnyOf(("商标", "版权")), 2.0), ("s:law", 1.0), ("a:SPC", 0.5)], 3.5),
    "many": AnyOf(tuple(f"id:2025-{number}" for number in range(1, 400))),
}


@pytest.fixture(scope="module", params=["embedded", "meilisearch", "meilisearch beside embedded"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Each engine with all documents, and one with the other's at hand, for tests that only read."""
    on_disk = OnDisk(tmp_path_factory.mktemp("engines") / "index")
    if "embedded" in request.param:
        fill(on_disk, varied())
    if request.param == "embedded":
        yield on_disk
        return
    settings: Settings = request.getfixturevalue("meili_settings")
    with on_server(settings) as engine:
        fill(engine, varied())
        if "beside" in request.param:
            engine.beside = on_disk
            engine.search(Ask(ALL))  # now it is known what the server holds
        yield engine


def ids(found: Found) -> list[str]:
    return [hit.id for hit in found.hits]


# What is found


@pytest.mark.parametrize("condition", CONDITIONS.values(), ids=CONDITIONS.keys())
def test_finds_what_fulfils_the_condition(filled: Engine, condition: Condition) -> None:
    ask = Ask(condition, sort="id", limit=MANY, facets=FACETS, counted={"all": ALL, "these": condition})
    expected = Expected(varied())
    found = filled.search(ask)
    assert ids(found) == expected.ids(ask)
    assert found.total == len(found.hits)
    assert found.facets == expected.facets(ask)
    assert found.counts == expected.counts(ask)


def test_finds_what_fulfils_any_condition(filled: Engine) -> None:
    chance = random.Random(7)
    expected = Expected(varied())
    every = sorted({token for task in tasks() for token in task.tokens.split()})
    common = sorted(token for token in every if sum(f" {token} " in f" {task.tokens} " for task in tasks()[::5]) > 2)

    def condition(depth: int) -> Condition:
        if not depth or chance.random() < 0.3:
            return chance.choice(chance.choice((every, common, HOSTILE)))
        of = tuple(condition(depth - 1) for _ in range(chance.randrange(5)))
        return chance.choice((AllOf, AnyOf, AnyOf))(of)

    for _ in range(150):
        ask = Ask(condition(chance.randrange(5)), sort="id", limit=MANY)
        assert ids(filled.search(ask)) == expected.ids(ask), ask


@pytest.mark.parametrize("token", HOSTILE)
def test_a_token_is_nothing_but_itself(filled: Engine, token: str) -> None:
    expected = Expected(varied())
    for condition in (
        token,
        AnyOf((token, "w:absent")),
        AllOf((token, "k:task")),
        AnyOf((AllOf((token,)), "id:hard-1")),
    ):
        ask = Ask(condition, sort="id", limit=MANY)
        assert expected.ids(ask)
        assert ids(filled.search(ask)) == expected.ids(ask), condition


@pytest.mark.parametrize(
    "token",
    ['" OR tokens = "k:task', "' OR k = v OR '", '"] OR tokens IN ["k:task', '\\" OR tokens EXISTS OR "', "*", ""],
)  # fmt: skip
def test_no_token_gets_out_of_its_filter(filled: Engine, token: str) -> None:
    for condition in (token, AnyOf((token, "w:absent")), AllOf((token, "k:task"))):
        assert filled.search(Ask(condition, limit=10)).total == 0


def test_a_hit_is_what_was_put(filled: Engine) -> None:
    put = {task.id: task for task in varied() if task.kind == "task"}
    found = filled.search(Ask(ALL, limit=MANY))
    assert {hit.id: (hit.body, hit.title, hit.shelves, hit.values) for hit in found.hits} == {
        task.id: (task.body, task.title, task.shelves, {facet: list(values_of(task, facet)) for facet in FACETS})
        for task in put.values()
    }


def test_names_are_not_found(filled: Engine) -> None:
    found = filled.search(Ask(ALL, limit=MANY, facets=FACETS))
    assert found.total == sum(document.kind == "task" for document in varied())
    assert sorted(ids(found)) == sorted(document.id for document in varied() if document.kind == "task")


# Filters and facets

NARROWED: dict[str, dict[str, Condition]] = {
    "by nothing": {},
    "by plan": {"plan": AnyOf(("p:2025", "p:2024-001"))},
    "by agency": {"agency": "a:CNIPA"},
    "by agency and role": {"agency": "a:CNIPA", "role": "l:CNIPA"},
    "by section": {"section": "x:2"},
    "by what is no facet": {"responsibility": "r:sole"},
    "by all": {"plan": "p:2025", "agency": "a:SAMR", "role": "m:SAMR", "section": AnyOf(("x:2", "x:3.1"))},
    "to nothing": {"plan": "p:1999"},
}


@pytest.mark.parametrize("narrowed", NARROWED.values(), ids=NARROWED.keys())
@pytest.mark.parametrize("limit", [0, 10])
def test_a_facet_is_narrowed_by_all_filters_but_its_own(
    filled: Engine, narrowed: dict[str, Condition], limit: int
) -> None:
    condition = AnyOf(("专利", "s:protect", "商标"))
    counted: dict[str, Condition] = {
        "in 2025": AllOf((condition, "p:2025")),
        "led": AnyOf(("l:SAMR",)),
        "nothing": NONE,
    }
    ask = Ask(condition, narrowed, facets=FACETS, counted=counted, sort="id", limit=limit)
    expected = Expected(varied())
    found = filled.search(ask)
    assert found.total == len(expected.ids(ask))
    assert ids(found) == expected.ids(ask)[:limit]
    assert found.facets == expected.facets(ask)
    assert found.counts == expected.counts(ask)


@pytest.mark.parametrize("condition", CONDITIONS.values(), ids=CONDITIONS.keys())
def test_facets_are_the_same_however_few_are_found_and_however_few_of_them_are_wanted(
    filled: Engine, condition: Condition
) -> None:
    expected = Expected(varied())
    for limit in (0, 1, MANY):
        ask = Ask(condition, facets=FACETS, limit=limit)
        assert filled.search(ask).facets == expected.facets(ask)


@pytest.mark.parametrize("facets", [(), ("agency",), ("section", "plan")])
def test_only_the_facets_asked_for(filled: Engine, facets: tuple[Facet, ...]) -> None:
    ask = replace(Ask(ALL, {"plan": "p:2025"}), facets=facets)
    found = filled.search(ask)
    assert list(found.facets) == list(facets)
    assert found.facets == Expected(varied()).facets(ask)
    assert found.hits == []


def test_a_facet_of_too_many_values_has_those_with_the_most_tasks(engine: Engine) -> None:
    """And of those with as many the first, by name."""
    documents = [filed(tasks()[i % 200], f"p-{i * 37 % 270:03}", i + 1) for i in range(300)]
    fill(engine, documents)
    ask = Ask(ALL, facets=FACETS)
    found = engine.search(ask)
    assert found.facets == Expected(documents).facets(ask)
    assert len(found.facets["plan"]) == len(found.facets["section"]) == FACET_VALUES


def test_changed_since_a_moment(filled: Engine) -> None:
    expected = Expected(varied())
    moments = sorted({task.updated_at for task in tasks()})
    for moment in (
        *moments[:3],
        moments[70],
        *moments[-2:],
        "1969-12-31T23:59:59.999999Z",
        "2031-01-01T00:00:00.000000Z",
    ):
        later = moment[:-2] + str((int(moment[-2]) + 1) % 10) + "Z"
        for since in (moment, later):
            ask = Ask("k:task", {"plan": "p:2025"}, since=since, sort="updated_at", facets=FACETS, limit=MANY)
            found = filled.search(ask)
            assert ids(found) == expected.ids(ask), since
            assert found.facets == expected.facets(ask)
    assert filled.search(Ask(ALL, since=moments[0])).total == filled.search(Ask(ALL)).total


# Order and pages


@pytest.mark.parametrize("sort", SORTS)
def test_in_the_order_asked_for(filled: Engine, sort: Sort) -> None:
    for condition in (ALL, AnyOf(("专利", "s:law"))):
        ask = Ask(condition, sort=sort, limit=MANY)
        assert ids(filled.search(ask)) == Expected(varied()).ids(ask)


@pytest.mark.parametrize("sort", [*SORTS, None])
@pytest.mark.parametrize("limit", [1, 7, 50, 100, 290])
def test_pages_give_each_task_once(filled: Engine, sort: Sort | None, limit: int) -> None:
    condition = AnyOf(("a:CNIPA", "s:law")) if limit > 1 else "版权"
    ask = Ask(condition, sort=sort, limit=limit, text="专利 copyright", wanted=(("专利", 2.0), ("s:copyright", 1.0)))
    whole = filled.search(replace(ask, limit=MANY))
    walked: list[str] = []
    for offset in range(0, whole.total + limit, limit):
        found = filled.search(replace(ask, offset=offset))
        assert found.total == whole.total
        walked += ids(found)
    assert walked == ids(whole)
    assert sorted(walked) == sorted(Expected(varied()).ids(ask))


def test_from_any_place_on(filled: Engine) -> None:
    ask = Ask(ALL, sort="-id")
    every = Expected(varied()).ids(ask)
    chance = random.Random(3)
    for _ in range(40):
        offset, limit = chance.randrange(len(every) + 20), chance.randrange(1, 120)
        assert ids(filled.search(replace(ask, offset=offset, limit=limit))) == every[offset : offset + limit]


@pytest.mark.parametrize("narrowed", [{}, {"plan": "p:2025"}])
def test_the_least_that_is_needed_is_counted_wherever_it_is(filled: Engine, narrowed: dict[str, Condition]) -> None:
    there = filled.search(Ask("专利")).total
    ask = Ask(AnyOf(("专利", "版权")), narrowed, facets=FACETS, counted={"x": ALL}, limit=MANY)
    for needed in ("专利", ask.condition):
        for fewer in range(3):
            found = filled.search(replace(ask, least=(needed, there - fewer)))
            assert found.enough
            assert found == filled.search(ask)
    for offset in (0, MANY):  # wherever the page is
        assert not filled.search(replace(ask, least=("专利", there + 1), offset=offset)).enough
        assert not filled.search(replace(ask, least=(ask.condition, MANY), offset=offset)).enough
    assert not filled.search(replace(ask, least=(NONE, 1))).enough


@pytest.mark.parametrize(
    "text",
    ["", "专利", "商标 trademark -专利", '"no such phrase" -k:task', "知识产权 " * 40, "?!…《》", "NOT * ~ \\ \u0000"],
)
def test_the_words_of_a_question_exclude_nothing(filled: Engine, text: str) -> None:
    ask = Ask(AnyOf(("专利", "商标", "s:law")), text=text, wanted=(("专利", 2.0),), limit=MANY)
    found = filled.search(ask)
    assert sorted(ids(found)) == sorted(Expected(varied()).ids(ask))
    assert found.total == len(found.hits)


# Writing


def test_no_index_yet(engine: Engine) -> None:
    assert engine.writer.version() is None
    with pytest.raises(Away):
        engine.search(Ask(ALL))


def test_an_index_without_tasks(engine: Engine) -> None:
    version = fill(engine, ())
    assert engine.writer.version() == version
    assert engine.search(Ask(ALL, facets=FACETS, limit=10, counted={"x": ALL})) == Found(
        0, [], {facet: [] for facet in FACETS}, {"x": 0}, version
    )


def test_holds_what_it_was_built_of(engine: Engine) -> None:
    version = fill(engine, seeded())
    assert engine.writer.version() == engine.another_writer().version() == version
    assert engine.search(Ask(NONE)).version == version
    assert tasks_of(engine) == {f"task:{task.id}": task.body for task in tasks()}


def tasks_of(engine: Engine) -> dict[str, bytes]:
    held = list(engine.writer.holds())
    assert len({key for key, _ in held}) == len(held)
    return {key: body for key, body in held if key.startswith("task:")}


def moved(version: Version, revision: int, position: int = 0) -> Version:
    return version._replace(revision=revision, position=position)


def assert_answers(engine: Engine, documents: Sequence[Document], version: Version) -> None:
    """It answers everything as an index of these documents, and of this version."""
    expected = Expected(documents)
    conditions: tuple[Condition, ...] = (ALL, "专利", "w:new", "a:SAMR")
    for condition, limit in product(conditions, (MANY, 1)):  # all that is found, and not all of it
        ask = Ask(condition, facets=FACETS, counted={"new": "w:new"}, sort="-updated_at", limit=limit)
        found = engine.search(ask)
        assert ids(found) == expected.ids(ask)[:limit]
        assert found.facets == expected.facets(ask)
        assert found.counts == expected.counts(ask)
        assert found.version == version
    assert engine.writer.version() == version
    assert tasks_of(engine) == {f"task:{task.id}": task.body for task in documents}


def test_put_and_removed(engine: Engine) -> None:
    held = {task.id: task for task in tasks()[:40]}
    version = fill(engine, [*held.values(), *(made for made in seeded() if made.kind != "task")])
    assert_answers(engine, list(held.values()), version)

    changed = [renewed(task, "2025-06-01T00:00:00.000000Z", "w:new") for task in tasks()[35:45]]
    gone = ["task:2024-1", "task:2024-2", "task:2024-9999", "section:2024:1.1", "agency:OTHER", "plan:1999"]
    labels = [made for made in seeded() if made.kind != "task"][:5]
    version = moved(version, 2, 17)
    held |= {task.id: task for task in changed}
    del held["2024-1"], held["2024-2"]
    for _ in range(2):  # done again it is the same
        engine.writer.put([*changed, *labels], gone, version)
        assert_answers(engine, list(held.values()), version)

    version = moved(version, 3)
    engine.another_writer().put([], [], version)
    assert_answers(engine, list(held.values()), version)

    version = moved(version, 4)
    engine.writer.put([], [f"task:{task}" for task in held], version)
    assert_answers(engine, [], version)


def test_put_wins_over_removed(engine: Engine) -> None:
    version = fill(engine, tasks()[:3])
    new = renewed(tasks()[0], "2025-06-01T00:00:00.000000Z", "w:new")
    engine.writer.put([new], [f"task:{new.id}"], moved(version, 2))
    assert_answers(engine, [new, *tasks()[1:3]], moved(version, 2))


def test_nothing_to_put_into(engine: Engine) -> None:
    with pytest.raises((Away, Failed, OSError)):
        engine.writer.put(tasks()[:2], [], Version("a-database", 1, 0, engine.analysis))
    assert engine.writer.version() is None


def test_what_is_half_built_is_not_seen(engine: Engine) -> None:
    version = fill(engine, tasks()[:20])
    building = engine.writer.rebuild()
    building.put(tasks()[20:60])
    assert_answers(engine, tasks()[:20], version)
    building.abandon()
    building.abandon()
    assert_answers(engine, tasks()[:20], version)

    died = engine.another_writer().rebuild()
    died.put(tasks()[60:80])
    version = fill(engine, tasks()[20:60], 2)
    assert_answers(engine, tasks()[20:60], version)


def test_searches_while_the_index_is_built_anew(engine: Engine) -> None:
    """Each finds the old tasks or the new ones, all of one version, and none fails."""
    states = {1: tasks()[:50], 2: tasks()[50:120], 3: tasks()[:110:3]}
    expected = {revision: sorted(task.id for task in held) for revision, held in states.items()}
    version = fill(engine, states[1])
    ended = threading.Event()
    failed: list[BaseException] = []

    def build() -> None:
        try:
            writer = engine.another_writer()
            for turn in range(3):
                revision = turn + 1
                building = writer.rebuild()
                building.put(states[revision])
                building.finish(moved(version, revision))
                ahead = states[revision][:5]
                writer.put(ahead, [], moved(version, revision, 1))
        except BaseException as error:  # noqa: BLE001  # told by the test, below
            failed.append(error)
        finally:
            ended.set()

    thread = threading.Thread(target=build)
    thread.start()
    seen = set()
    while not ended.is_set():
        found = engine.search(Ask(ALL, facets=("agency",), counted={"all": ALL}, limit=MANY))
        seen.add(found.version[1:3])
        wanted = expected[found.version.revision]
        assert sorted(ids(found)) == wanted
        assert found.total == found.counts["all"] == len(wanted)
    thread.join()
    assert not failed
    assert len(seen) > 2


def test_the_oracle_reads_conditions() -> None:
    tokens = frozenset(("a", "b"))
    assert [fulfils(tokens, each) for each in ("a", "c", ALL, NONE, AllOf(("a", "b")), AllOf(("a", "c")))] == [
        True, False, True, False, True, False,
    ]  # fmt: skip
    assert fulfils(tokens, AnyOf(("c", AllOf(("a", AnyOf(("b",)))))))
