"""Events as a calendar file (RFC 5545), made by a library that knows its rules."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any


def calendar(bodies: Iterable[bytes]) -> bytes:
    """A calendar of events, given their public JSON: each event, what takes place in it, each deadline; whole days."""
    from icalendar import Calendar  # loaded only when somebody subscribes

    made = Calendar()
    made.add("prodid", "-//Tuijin//Tuijin//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", "推进 Tuijin")
    for body in bodies:
        event: dict[str, Any] = json.loads(body)
        _add(made, event["code"], event["name"], event["starts_on"], event["ends_on"], _told(event["theme"]))
        for i, each in enumerate(event["related"], start=1):
            _add(made, f"{event['code']}-related-{i}", each["name"], each["date"], each["date"], _told(each["place"]))
        for each in event["deadlines"]:
            if each["due_on"]:
                key = f"{event['code']}-{each['code']}"
                told = f"{_told(each['who'])} → {_told(each['to'])}"
                _add(made, key, each["what"], each["due_on"], each["due_on"], told)
    return bytes(made.to_ical())


def _add(made: Any, key: str, name: dict[str, str], first: str, last: str, told: str) -> None:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{key}@tuijin")
    # No time of its own: the same data has to make the same file.
    event.add("dtstamp", datetime.combine(date.fromisoformat(first), datetime.min.time(), tzinfo=UTC))
    event.add("dtstart", date.fromisoformat(first))
    event.add("dtend", date.fromisoformat(last) + timedelta(days=1))  # RFC 5545: the day after the last
    event.add("summary", _told(name))
    if told:
        event.add("description", told)
    event.add("transp", "TRANSPARENT")
    made.add_component(event)


def _told(text: dict[str, str]) -> str:
    return " / ".join(each for each in (text["zh"], text["en"]) if each)
