"""The collections of facts show what the seed files say, and their filters find what a plain reading of them finds."""

import random
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from fastapi.testclient import TestClient

from service.names import fold
from tests.api.links import items, pages
from tests.api.shapes import check_problem, named

from .oracle import COLLECTIONS, FILTERS, NAMED, by_number, select, values

every_collection = pytest.mark.parametrize("collection", COLLECTIONS)
every_filter = pytest.mark.parametrize(
    ("collection", "name"), [(collection, name) for collection, known in FILTERS.items() for name in known]
)
Filters = dict[str, list[str]]


def key(item: dict[str, Any]) -> str:
    found: str = item["id"] if "id" in item else item["code"]
    return found


def found(client: TestClient, collection: str, filters: Filters) -> list[str]:
    """Ids of all pages; each page has to know the total."""
    envelopes = list(pages(client, f"/{collection}?{urlencode({**filters, 'per_page': 200}, doseq=True)}"))
    everything = [key(item) for page in envelopes for item in page["items"]]
    assert {page["total"] for page in envelopes} == {len(everything)}
    return everything


@every_collection
def test_what_it_shows(client: TestClient, collection: str) -> None:
    shown = items(client, f"/{collection}?per_page=200")
    assert [key(item) for item in shown] == list(COLLECTIONS[collection])
    for item in shown:
        if collection == "events":
            del item["deadlines"]  # reckoned: tests/facts/test_events.py
        assert item == COLLECTIONS[collection][key(item)]


@every_collection
def test_one_of_them_is_as_in_the_list(client: TestClient, collection: str) -> None:
    if collection in ("lineage", "evidence"):
        pytest.skip("these have no address each")
    shown = items(client, f"/{collection}?per_page=200")
    for item in random.Random(5).sample(shown, min(12, len(shown))):
        answer = client.get(f"/{collection}/{quote(key(item))}")
        assert answer.status_code == 200
        assert answer.json() == item


@every_collection
def test_walking_is_the_list_in_the_order_of_ids(client: TestClient, collection: str) -> None:
    everything = list(COLLECTIONS[collection])
    middle = everything[len(everything) // 3]
    walked = [key(item) for item in items(client, f"/{collection}?per_page=90&after={quote(middle)}")]
    assert walked == everything[everything.index(middle) + 1 :]
    assert everything == sorted(everything, key=by_number)


@every_filter
def test_each_filter_by_each_of_its_values(client: TestClient, collection: str, name: str) -> None:
    known = values(collection, name)
    assert known
    for value in known if len(known) < 50 else random.Random(7).sample(known, 30):
        filters = {name: [value]}
        assert found(client, collection, filters) == select(collection, filters) != [], value


def draw(dice: random.Random, collection: str) -> Filters:
    """Some filters of a collection, each of up to three values that some one item has, so that not all find nothing."""
    body = dice.choice(list(COLLECTIONS[collection].values()))
    names = dice.sample(sorted(FILTERS[collection]), dice.randint(1, len(FILTERS[collection])))
    filters: Filters = {}
    for name in names:
        mine = [value for value in FILTERS[collection][name](body) if value is not None]
        others = dice.choices(values(collection, name), k=dice.randint(0, 2))
        if chosen := [*(mine[:1] if dice.random() < 0.8 else ()), *others]:
            filters[name] = chosen
    if "agency" in filters and collection == "deliverables" and dice.random() < 0.7:
        filters["role"] = dice.sample(["lead", "participant"], dice.randint(1, 2))
    return filters


@every_collection
def test_filters_together(client: TestClient, collection: str) -> None:
    dice, some = random.Random(collection), 0
    for _ in range(20):
        filters = draw(dice, collection)
        expected = select(collection, filters)
        assert found(client, collection, filters) == expected, filters
        some += bool(expected)
    assert some > 6  # or the combinations prove little


@pytest.mark.parametrize("roles", [["lead"], ["participant"], ["lead", "participant"]])
def test_a_deliverable_by_what_an_agency_is_on_its_task(client: TestClient, roles: list[str]) -> None:
    for code in values("deliverables", "agency"):
        filters = {"agency": [code], "role": roles}
        assert found(client, "deliverables", filters) == select("deliverables", filters), code


def test_a_role_needs_an_agency(client: TestClient) -> None:
    body = check_problem(client.get("/deliverables?role=lead"), 422)
    assert named(body) == [("query", "role")]


def test_what_must_be_issued_in_2025(client: TestClient) -> None:
    issued = items(client, "/deliverables?plan=2025&expected=issue&per_page=200")
    assert [each["id"] for each in issued] == [
        key
        for key, body in COLLECTIONS["deliverables"].items()
        if body["plan"] == "2025" and body["expected"] == "issue"
    ]
    assert {"2025-8-a", "2025-15-a", "2025-18-a", "2025-20-a"} <= {each["id"] for each in issued}


def test_which_laws_are_revised_in_2025(client: TestClient) -> None:
    [law] = items(client, "/instruments?kind=law&action=revise&plan=2025")
    assert law["code"] == "trademark-law"
    assert law["since"] == "2024"


def test_plan_action_and_agency_are_those_of_one_act(client: TestClient) -> None:
    """Not where one act has the plan, another one the action and a third one the agency."""
    apart = 0
    for each in COLLECTIONS["instruments"].values():
        for year in each["years"]:
            for other in each["years"]:
                for act in other["acts"]:
                    for agency in act["agencies"]:
                        filters = {"plan": [year["plan"]], "agency": [agency["code"]]}
                        filters["action"] = act["actions"][:1]
                        expected = select("instruments", filters)
                        if each["code"] not in expected and (apart := apart + 1) <= 25:
                            assert found(client, "instruments", filters) == expected
    assert apart > 5


def test_what_was_announced_and_is_in_no_plan(client: TestClient) -> None:
    shown = items(client, "/statements?part=planned&linked=false&per_page=200")
    expected = [
        key for key, body in COLLECTIONS["statements"].items() if body["part"] == "planned" and not body["evidence"]
    ]
    assert [each["id"] for each in shown] == expected
    assert len(expected) > 20
    inside = items(client, "/documents/report-2025/statements?part=planned&linked=false&per_page=200")
    assert inside == shown


def test_the_statements_of_one_document(client: TestClient) -> None:
    for document in COLLECTIONS["documents"]:
        shown = items(client, f"/documents/{document}/statements?per_page=200")
        assert [each["id"] for each in shown] == select("statements", {"document": [document]})
    dice = random.Random(11)
    for _ in range(15):
        filters = draw(dice, "statements")
        filters.pop("document", None)
        query = urlencode({**filters, "per_page": 200}, doseq=True)
        expected = select("statements", {**filters, "document": ["report-2025"]})
        assert [each["id"] for each in items(client, f"/documents/report-2025/statements?{query}")] == expected


@pytest.mark.parametrize(
    ("collection", "q"),
    [
        ("initiatives", "剑网"), ("initiatives", "劍網"), ("initiatives", "sword net"), ("initiatives", "2025"),
        ("initiatives", "ＷＩＰＯ"), ("instruments", "商标"), ("instruments", "商標法"), ("instruments", "COPYRIGHT"),
        ("instruments", "People's Republic"), ("instruments", "《专利审查指南》"), ("instruments", "zzz"),
        ("indicators", "专利"), ("indicators", "trademark"), ("indicators", "invention patents"), ("terms", "商业秘密"),
        ("terms", "layout design"), ("terms", "substantial derivative"), ("terms", "a%b"), ("terms", "专_利"),
    ],
)  # fmt: skip
def test_a_part_of_a_name(client: TestClient, collection: str, q: str) -> None:
    """In either language, any case, width and script; no character means anything but itself."""
    part, bodies = fold(q), COLLECTIONS[collection]
    expected = [each for each in bodies if any(part in fold(name) for name in NAMED[collection](bodies[each]))]
    answer = client.get(f"/{collection}", params={"q": q, "per_page": 200})
    assert answer.status_code == 200, answer.text
    assert [key(item) for item in answer.json()["items"]] == expected[:200]
    assert answer.json()["total"] == len(expected)


@pytest.mark.parametrize("collection", NAMED)
def test_a_part_of_a_name_beside_other_filters(client: TestClient, collection: str) -> None:
    bodies, dice = COLLECTIONS[collection], random.Random(collection)
    for _ in range(10):
        name = fold(dice.choice(NAMED[collection](dice.choice(list(bodies.values())))))
        part = name[:3]
        filters = draw(dice, collection)
        expected = [
            each
            for each in select(collection, filters)
            if any(part in fold(name) for name in NAMED[collection](bodies[each]))
        ]
        assert found(client, collection, {**filters, "q": [part]}) == expected, (part, filters)


@pytest.mark.parametrize("collection", NAMED)
@pytest.mark.parametrize("q", ["", "《》", "%"])
def test_a_part_of_a_name_has_letters(client: TestClient, collection: str, q: str) -> None:
    assert named(check_problem(client.get(f"/{collection}", params={"q": q}), 422)) == [("query", "q")]
