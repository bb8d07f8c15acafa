"""Ready answers are kept within a bound in bytes, the latest used longest, and never given for another revision."""

from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from service.caching import LARGEST, OVERHEAD, Answers, Entry
from service.config import Settings

from .conftest import Serve

NOW, LATER = ("database", 1), ("database", 2)


def entry(size: int, version: tuple[str, int] = NOW) -> Entry:
    return Entry(version, [], b"x" * size, "/tasks", b'"tag"')


def test_bounded_whatever_is_put() -> None:
    limit = 100_000
    answers = Answers(limit)
    for number in range(1_000):
        answers.put(b"%d" % number, entry(number * 7 % 11_000))
        assert 0 <= answers.size <= limit
    assert answers.size > limit / 2


def test_the_least_used_goes_first() -> None:
    answers = Answers(10 * (1_000 + OVERHEAD + 1))
    for key in (b"a", b"b", b"c", b"d", b"e", b"f", b"g", b"h", b"i", b"j"):
        answers.put(key, entry(1_000))
    assert answers.get(b"a", NOW)
    answers.put(b"k", entry(1_000))
    assert answers.get(b"a", NOW)
    assert answers.get(b"b", NOW) is None


def test_a_very_large_answer_is_not_kept() -> None:
    answers = Answers(80_000)
    answers.put(b"small", entry(100))
    answers.put(b"large", entry(int(80_000 * LARGEST)))
    assert answers.get(b"large", NOW) is None
    assert answers.get(b"small", NOW)


def test_an_answer_is_good_for_its_revision_only() -> None:
    answers = Answers(100_000)
    answers.put(b"a", entry(1_000))
    assert answers.get(b"a", LATER) is None
    assert answers.get(b"a", ("another", 1)) is None
    assert answers.size == 0


def test_to_put_again_replaces() -> None:
    answers = Answers(100_000)
    for size in (1_000, 2_000, 10):
        answers.put(b"a", entry(size))
        assert answers.size == size + 1 + OVERHEAD
    later = entry(10, LATER)
    answers.put(b"a", later)
    assert answers.get(b"a", LATER) is later


def test_none_are_kept_where_there_is_no_room() -> None:
    answers = Answers(0)
    answers.put(b"", entry(0))
    assert answers.size == 0


def test_the_service_says_what_it_keeps(serve: Serve, client: TestClient, settings: Settings) -> None:
    limit = 200_000
    bounded = serve(settings, cache_bytes=limit)
    for number in range(1, 200):
        assert bounded.get(f"/tasks?per_page={number % 15 + 1}&page={number}").status_code == 200
    families = text_string_to_metric_families(bounded.get("/metrics").text)
    kept = next(sample.value for family in families for sample in family.samples if sample.name == "tuijin_cache_bytes")
    assert limit / 2 < kept <= limit
