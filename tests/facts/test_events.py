"""Events: deadlines reckoned with China's working days, and the calendar to subscribe to."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar

from service.db import Database
from service.facts.records import RelatedRecord
from service.records import Bilingual
from tests.api.edits import both
from tests.api.links import items

from . import made
from .conftest import Showing

WEEKS = made.book(
    made.LETTER,
    made.event(
        "week-2025",
        date(2025, 4, 20),
        date(2025, 4, 26),
        made.deadline("after-the-week", "ends_on", 7, "working_day", "after"),
        made.deadline("before-the-week", "starts_on", 5, "working_day", "before"),
        made.deadline("before-its-end", "ends_on", 15, "working_day", "before"),
        made.deadline("ten-days-after", "starts_on", 10, "day", "after"),
        made.deadline("three-days-before", "ends_on", 3, "day", "before"),
    ).model_copy(
        update={
            "related": tuple(
                RelatedRecord(name=both(f"Forum {n}"), date=date(2025, 4, 21 + n), place=place, source=made.HERE)
                for n, place in enumerate((both("Beijing"), Bilingual()))
            )
        }
    ),
    made.event(
        "week-2021",
        date(2021, 4, 20),
        date(2021, 4, 26),
        made.deadline("after", "ends_on", 7, "working_day", "after"),
        made.deadline("before", "starts_on", 12, "working_day", "before"),
    ),
    made.event(
        "autumn-2023",
        date(2023, 9, 25),
        date(2023, 9, 28),
        made.deadline("after-mid-autumn-and-national-day", "ends_on", 2, "working_day", "after"),
    ),
    made.event(
        "far-2090",
        date(2090, 4, 20),
        date(2090, 4, 26),
        made.deadline("unknown", "ends_on", 7, "working_day", "after"),
        made.deadline("known", "ends_on", 7, "day", "after"),
    ),
    made.event(
        "first-2004",
        date(2004, 1, 5),
        date(2004, 1, 9),
        made.deadline("into-the-unknown", "starts_on", 10, "working_day", "before"),
    ),
    made.event("over-the-year", date(2024, 12, 30), date(2025, 1, 3)),
)

WORKING, EXCHANGED = "working day", "weekend day worked in exchange for a holiday"
WEEKEND, LABOUR, QINGMING = "weekend", "Labour Day", "Qingming Festival"

Days = list[tuple[str, int | None, str]]


@pytest.fixture(scope="module")
def weeks(showing: Showing) -> TestClient:
    return showing(WEEKS, (made.plan("p", made.task(1)),))


def deadline(client: TestClient, event: str, code: str) -> dict[str, Any]:
    body = client.get(f"/events/{event}").json()
    [found] = [each for each in body["deadlines"] if each["code"] == code]
    return dict(found)


def days(found: dict[str, Any]) -> Days:
    """Month and day, which of the days it is, and why."""
    return [(day["date"][5:], day["counted"], day["why"]["en"]) for day in found["days"]]


def test_seven_working_days_after_the_week_of_2025(client: TestClient) -> None:
    """Sunday 27 April is worked for the holiday that begins on 1 May, so it is the first of the seven."""
    found = deadline(client, "publicity-week-2025", "provincial-summary")
    assert (found["starts_from"], found["due_on"]) == ("2025-04-26", "2025-05-08")
    assert found["rule"] == {"anchor": "ends_on", "count": 7, "unit": "working_day", "direction": "after"}
    assert days(found) == [
        ("04-27", 1, EXCHANGED),
        ("04-28", 2, WORKING),
        ("04-29", 3, WORKING),
        ("04-30", 4, WORKING),
        ("05-01", None, LABOUR),
        ("05-02", None, LABOUR),
        ("05-03", None, LABOUR),
        ("05-04", None, LABOUR),
        ("05-05", None, LABOUR),
        ("05-06", 5, WORKING),
        ("05-07", 6, WORKING),
        ("05-08", 7, WORKING),
    ]
    assert found["days"][0]["why"]["zh"] == "调休上班日"
    assert found["days"][4]["why"]["zh"] == "劳动节"
    assert found["source"] == [{"document": "week-2025", "paragraph": 18, "sentence": 3}]
    assert client.get("/events/publicity-week-2021").json()["deadlines"] == []  # the news names none


@pytest.mark.parametrize(
    ("event", "code", "due_on", "expected"),
    [
        (
            "week-2021",
            "after",
            "2021-05-08",
            [
                ("04-27", 1, WORKING),
                ("04-28", 2, WORKING),
                ("04-29", 3, WORKING),
                ("04-30", 4, WORKING),
                *((f"05-0{day}", None, LABOUR) for day in range(1, 6)),
                ("05-06", 5, WORKING),
                ("05-07", 6, WORKING),
                ("05-08", 7, EXCHANGED),  # a Saturday
            ],
        ),
        (
            "week-2021",
            "before",
            "2021-04-01",
            [
                ("04-19", 1, WORKING),
                ("04-18", None, WEEKEND),
                ("04-17", None, WEEKEND),
                *((f"04-{16 - n}", 2 + n, WORKING) for n in range(5)),
                ("04-11", None, WEEKEND),
                ("04-10", None, WEEKEND),
                ("04-09", 7, WORKING),
                ("04-08", 8, WORKING),
                ("04-07", 9, WORKING),
                ("04-06", 10, WORKING),
                ("04-05", None, QINGMING),
                ("04-04", None, QINGMING),
                ("04-03", None, QINGMING),
                ("04-02", 11, WORKING),
                ("04-01", 12, WORKING),
            ],
        ),
        (
            "week-2025",
            "before-the-week",
            "2025-04-14",
            [("04-19", None, WEEKEND), *((f"04-{18 - n}", 1 + n, WORKING) for n in range(5))],
        ),
        ("week-2025", "ten-days-after", "2025-04-30", [(f"04-{21 + n}", 1 + n, "calendar day") for n in range(10)]),
        ("week-2025", "three-days-before", "2025-04-23", [(f"04-{25 - n}", 1 + n, "calendar day") for n in range(3)]),
        (
            "autumn-2023",
            "after-mid-autumn-and-national-day",
            "2023-10-08",
            [
                ("09-29", None, "Mid-Autumn Festival"),
                *((f"09-{day}", None, "National Day") for day in (30,)),
                *((f"10-0{day}", None, "National Day") for day in range(1, 7)),
                ("10-07", 1, EXCHANGED),
                ("10-08", 2, EXCHANGED),
            ],
        ),
        ("far-2090", "known", "2090-05-03", None),
        ("far-2090", "unknown", None, []),
        ("first-2004", "into-the-unknown", None, []),
    ],
)
def test_a_deadline_and_every_day_to_it(
    weeks: TestClient, event: str, code: str, due_on: str | None, expected: Days | None
) -> None:
    found = deadline(weeks, event, code)
    assert found["due_on"] == due_on
    if expected is not None:
        assert days(found) == expected


def test_the_day_it_starts_from_is_not_counted(weeks: TestClient) -> None:
    for event in items(weeks, "/events"):
        for found in event["deadlines"]:
            assert found["starts_from"] == event[found["rule"]["anchor"]]
            dates = [date.fromisoformat(day["date"]) for day in found["days"]]
            step = timedelta(days=1 if found["rule"]["direction"] == "after" else -1)
            assert dates == [date.fromisoformat(found["starts_from"]) + step * n for n in range(1, len(dates) + 1)]
            if found["due_on"]:
                counted = [day["counted"] for day in found["days"] if day["counted"]]
                assert counted == list(range(1, found["rule"]["count"] + 1))
                assert (found["days"][-1]["date"], found["days"][-1]["counted"]) == (found["due_on"], counted[-1])
            else:
                assert found["days"] == []


def test_every_holiday_has_a_name_of_ours() -> None:
    from service.facts.deadlines import HOLIDAYS, known_holidays

    assert set(known_holidays()) == set(HOLIDAYS)


def test_the_years_of_an_event(weeks: TestClient, client: TestClient) -> None:
    assert [each["code"] for each in items(weeks, "/events?year=2025")] == ["over-the-year", "week-2025"]
    assert [each["code"] for each in items(weeks, "/events?year=2024&year=2021")] == ["over-the-year", "week-2021"]
    assert items(weeks, "/events?year=1999") == []
    assert [each["code"] for each in items(client, "/events")] == ["publicity-week-2021", "publicity-week-2025"]


# The calendar


def entries(client: TestClient) -> dict[str, Any]:
    answer = client.get("/events.ics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    assert calendar["version"] == "2.0"
    assert calendar["prodid"]
    found = {str(each["uid"]): each for each in calendar.walk("VEVENT")}
    assert len(found) == len(calendar.walk("VEVENT"))
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))  # as RFC 5545 folds them
    return found


def test_the_calendar_of_what_ships(client: TestClient) -> None:
    found = entries(client)
    assert set(found) == {
        "publicity-week-2021@tuijin",
        "publicity-week-2021-related-1@tuijin",
        "publicity-week-2025@tuijin",
        "publicity-week-2025-provincial-summary@tuijin",
    }
    week = found["publicity-week-2025@tuijin"]
    assert (week["dtstart"].dt, week["dtend"].dt) == (date(2025, 4, 20), date(2025, 4, 27))  # the day after the last
    assert week["summary"] == "2025年全国知识产权宣传周 / National IP Publicity Week 2025"
    assert "知识产权与人工智能" in week["description"]
    due = found["publicity-week-2025-provincial-summary@tuijin"]
    assert (due["dtstart"].dt, due["dtend"].dt) == (date(2025, 5, 8), date(2025, 5, 9))
    assert "Submit summary materials on the week's activities" in due["summary"]
    assert "各省级知识产权局" in due["description"]
    forum = found["publicity-week-2021-related-1@tuijin"]
    assert (forum["dtstart"].dt, forum["dtend"].dt) == (date(2021, 4, 23), date(2021, 4, 24))


def test_the_calendar_has_every_event_every_deadline_and_what_takes_place(weeks: TestClient) -> None:
    found = entries(weeks)
    expected: dict[str, tuple[str, str]] = {}
    for event in items(weeks, "/events"):
        expected[event["code"]] = event["starts_on"], event["ends_on"]
        expected |= {
            f"{event['code']}-{each['code']}": (each["due_on"], each["due_on"])
            for each in event["deadlines"]
            if each["due_on"]
        }
        for n, each in enumerate(event["related"], start=1):
            expected[f"{event['code']}-related-{n}"] = each["date"], each["date"]
    shown = {
        uid.removesuffix("@tuijin"): (each["dtstart"].dt.isoformat(), (each["dtend"].dt - timedelta(1)).isoformat())
        for uid, each in found.items()
    }
    assert shown == expected
    assert "first-2004-into-the-unknown" not in shown
    for each in found.values():
        assert isinstance(each["dtstamp"].dt, datetime)
        assert each["dtstamp"].dt.tzinfo is not None
        assert each["dtstamp"].dt.astimezone(UTC).date() == each["dtstart"].dt  # the same data, the same file


def test_the_calendar_is_kept_until_something_changes(empty_client: TestClient, empty_database: Database) -> None:
    week = made.event("week", date(2025, 4, 20), date(2025, 4, 26))
    made.put(empty_database, made.book(made.LETTER, week), made.plan("p", made.task(1)))
    before = empty_client.get("/events.ics")
    again = empty_client.get("/events.ics", headers={"If-None-Match": before.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    moved = week.model_copy(update={"ends_on": date(2025, 4, 25)})
    made.put(empty_database, made.book(made.LETTER, moved))
    after = empty_client.get("/events.ics", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert entries(empty_client)["week@tuijin"]["dtend"].dt == date(2025, 4, 26)
    made.put(empty_database, made.book(made.LETTER))
    assert entries(empty_client) == {}
