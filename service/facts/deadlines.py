"""By when something is due: days reckoned with China's working-day calendar, make-up Sundays and holidays included.

The State Council's yearly notices on holidays come with the package `chinesecalendar`; where a year's notice is not in
it, the date is not known, and nothing is guessed.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from service.facts.records import RuleRecord
from service.records import Bilingual


class Day(NamedTuple):
    """A day on the way to a deadline: which of the days it is (`None`: it does not count), and why."""

    date: date
    counted: int | None
    why: Bilingual


WORKING = Bilingual(zh="工作日", en="working day")
MADE_UP = Bilingual(zh="调休上班日", en="weekend day worked in exchange for a holiday")
WEEKEND = Bilingual(zh="周末", en="weekend")
PLAIN = Bilingual(zh="日历日", en="calendar day")

HOLIDAYS = {
    "New Year's Day": Bilingual(zh="元旦", en="New Year's Day"),
    "Spring Festival": Bilingual(zh="春节", en="Spring Festival"),
    "Tomb-sweeping Day": Bilingual(zh="清明节", en="Qingming Festival"),
    "Labour Day": Bilingual(zh="劳动节", en="Labour Day"),
    "Dragon Boat Festival": Bilingual(zh="端午节", en="Dragon Boat Festival"),
    "National Day": Bilingual(zh="国庆节", en="National Day"),
    "Mid-autumn Festival": Bilingual(zh="中秋节", en="Mid-Autumn Festival"),
    "Anti-Fascist 70th Day": Bilingual(zh="抗战胜利70周年纪念日", en="70th anniversary of the victory of 1945"),
}


def reckoned(rule: RuleRecord, starts_on: date, ends_on: date) -> list[Day] | None:
    """Every day from the rule's anchor to the deadline, which is the last; `None` where a year is not known."""
    step = timedelta(days=1 if rule.direction == "after" else -1)
    day, days, counted = (starts_on if rule.anchor == "starts_on" else ends_on), list[Day](), 0
    try:
        while counted < rule.count:
            day += step
            counts, why = (True, PLAIN) if rule.unit == "day" else _working(day)
            counted += counts
            days.append(Day(day, counted if counts else None, why))
    except NotImplementedError:  # how the package says that it has no notice for that year
        return None
    return days


def _working(day: date) -> tuple[bool, Bilingual]:
    import chinese_calendar  # loaded only where something is due

    off, holiday = chinese_calendar.get_holiday_detail(day)
    if not off:
        return True, MADE_UP if day.weekday() >= 5 else WORKING
    return False, HOLIDAYS.get(holiday or "", WEEKEND)


def known_holidays() -> Iterator[str]:
    """The names by which the package calls holidays."""
    from chinese_calendar import Holiday

    return (holiday.value for holiday in Holiday)
