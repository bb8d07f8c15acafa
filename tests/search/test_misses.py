"""Questions that found nothing are counted, folded and bounded, as often as they are asked; and not where unwanted."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service import misses
from service.config import Settings
from service.misses import Misses
from tests.api.conftest import Serve

from .conftest import on_one_database, search


def counted(settings: Settings) -> dict[str, int]:
    return {question: number for question, number, _ in Misses(settings.data_dir / "misses.sqlite").most()}


@on_one_database
def test_each_time_it_is_asked(own_client: TestClient, settings: Settings) -> None:
    assert counted(settings) == {}
    for _ in range(3):
        assert search(own_client, "红烧肉")["total"] == 0
    search(own_client, "chocolate cake")
    search(own_client, "专利")
    assert counted(settings) == {"红烧肉": 3, "chocolate cake": 1}


@on_one_database
def test_folded(own_client: TestClient, settings: Settings) -> None:
    for q in ("Chocolate  CAKE", "chocolate cake ", "ｃｈｏｃｏｌａｔｅ　ｃａｋｅ", "紅燒肉", "红烧肉"):
        assert search(own_client, q)["total"] == 0
    assert counted(settings) == {"chocolate cake": 3, "红烧肉": 2}


@on_one_database
def test_what_filters_or_pages_left_empty_is_no_miss(own_client: TestClient, settings: Settings) -> None:
    search(own_client, "海关", agency="CAS", role="lead")
    search(own_client, "海关", updated_since="2999-01-01")
    search(own_client, "海关", page=99)
    search(own_client, "红烧肉", plan="2025")
    own_client.get("/search?q=")
    assert counted(settings) == {}


@on_one_database
def test_switched_off(serve: Serve, settings: Settings) -> None:
    client = serve(settings, misses="off")
    assert search(client, "红烧肉")["total"] == 0
    assert counted(settings) == {}
    assert not (settings.data_dir / "misses.sqlite").exists()


@on_one_database
def test_a_place_that_cannot_be_written_costs_no_answer(own_client: TestClient, settings: Settings) -> None:
    (settings.data_dir / "misses.sqlite").write_bytes(b"no database at all " * 100)
    assert search(own_client, "红烧肉")["total"] == 0


def test_never_more_than_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(misses, "KEPT", 5)
    kept = Misses(tmp_path / "misses.sqlite")
    for _ in range(3):
        kept.add("often")
    kept.add("twice")
    kept.add("twice")
    for number in range(20):
        kept.add(f"once {number}")
    found = kept.most()
    assert len(found) == 5
    assert [(question, number) for question, number, _ in found[:2]] == [("often", 3), ("twice", 2)]


def test_a_new_one_gets_in_when_all_places_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(misses, "KEPT", 3)
    kept = Misses(tmp_path / "misses.sqlite")
    for question in ("a", "b", "c"):
        for _ in range(2):
            kept.add(question)
    for _ in range(5):
        kept.add("z")
    assert ("z", 5) in [(question, number) for question, number, _ in kept.most()]


def test_a_long_one_is_cut(tmp_path: Path) -> None:
    kept = Misses(tmp_path / "misses.sqlite")
    kept.add("x" * 1_000)
    ((question, number, day),) = kept.most()
    assert (len(question), number) == (misses.LONGEST, 1)
    assert len(day) == len("2025-01-01")


def test_several_share_the_counts(tmp_path: Path) -> None:
    one, other = Misses(tmp_path / "misses.sqlite"), Misses(tmp_path / "misses.sqlite")
    one.add("a")
    other.add("a")
    assert [each[:2] for each in one.most()] == [each[:2] for each in other.most()] == [("a", 2)]


def test_nothing_yet(tmp_path: Path) -> None:
    assert Misses(tmp_path / "none" / "misses.sqlite").most() == []
    assert not (tmp_path / "none").exists()
