"""Moments: how the database and the API write them, and how callers may."""

import re
from datetime import UTC, datetime, timedelta

_RFC3339 = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:[Tt](?P<time>\d\d:\d\d:\d\d)(?:\.(?P<fraction>\d{1,12}))?(?P<offset>[Zz]|[+-]\d\d:[0-5]\d))?",
    re.ASCII,
)


def stamp(moment: datetime) -> str:
    """A moment as the database and the API have it: UTC, one width, so that text orders as time does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def moment(value: str) -> str:
    """An RFC 3339 date, or date-time with offset, as a stamp of the database; `ValueError` for anything else."""
    found = _RFC3339.fullmatch(value)
    if found is None:
        hint = " (write the + of the offset as %2B)" if re.search(r"\d \d\d:\d\d$", value) else ""
        raise ValueError(f"must be a date like 2025-05-07 or a date-time with offset like 2025-05-07T08:00:00Z{hint}")
    try:
        if found["time"] is None:
            return stamp(datetime.fromisoformat(found["day"]).replace(tzinfo=UTC))
        leap = found["time"].endswith(":60")
        time = found["time"][:-2] + "59" if leap else found["time"]
        offset = "+00:00" if found["offset"] in "Zz" else found["offset"]
        parsed = datetime.fromisoformat(f"{found['day']}T{time}{offset}")
        # Rounded up: finer digits than the database keeps must not let an earlier change in.
        micros = -(-int((found["fraction"] or "0").ljust(12, "0")) // 1_000_000)
        return stamp((parsed + timedelta(seconds=leap, microseconds=0 if leap else micros)).astimezone(UTC))
    except (ValueError, OverflowError) as error:
        raise ValueError("is not a date or time that exists") from error


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(stamp: str) -> int:
    """A stamp as a whole number, for those who can compare only numbers. Exact, and below 2^53 for 250 years."""
    return (datetime.fromisoformat(stamp) - _EPOCH) // timedelta(microseconds=1)
