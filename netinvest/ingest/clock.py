# ruff: noqa: E501 - months have names in many languages
"""Dates, times of day and durations over distinct values. Nothing is guessed: an order is proven, or declared."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache
from typing import NamedTuple

_MONTHS = (
    "jan january ene enero janv janvier janeiro januar janner gen gennaio sty stycznia styczen ian ianuarie ocak oca янв января январь січня",
    "feb february febrero fev fevr fevrier fevereiro februar febbraio lut lutego luty februarie sub subat фев февр февраля февраль лютого",
    "mar march marzo mars marco marz mrz maerz maart mrt marca marzec martie mart мар марта март березня",
    "apr april abr abril avr avril aprile kwi kwietnia kwiecien aprilie nis nisan апр апреля апрель квітня",
    "may mayo mai maio mag maggio mei maj maja mayis мая май травня",
    "jun june junio juin junho juni giu giugno cze czerwca czerwiec iun iunie haz haziran июн июня июнь червня",
    "jul july julio juil juillet julho juli lug luglio lip lipca lipiec iul iulie tem temmuz июл июля июль липня",
    "aug august ago agosto aou aout augustus sie sierpnia sierpien agu agustos авг августа август серпня",
    "sep sept september septiembre septembre set setembro settembre wrz wrzesnia wrzesien septembrie eyl eylul сен сент сентября сентябрь вересня",
    "oct october octubre octobre out outubro okt oktober ott ottobre paz pazdziernika pazdziernik octombrie eki ekim окт октября октябрь жовтня",
    "nov november noviembre novembre novembro lis listopada listopad noiembrie kas kasim ноя нояб ноября ноябрь листопада",
    "dec december dic diciembre decembre dez dezembro dezember dicembre gru grudnia grudzien decembrie ara aralik дек декабря декабрь грудня",
)  # fmt: skip
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_LONGEST_ACCEPTED = 7 * 86400  # no call lasts longer; a larger figure is no duration in seconds
EPOCH_DAY = date(1970, 1, 1).toordinal()
_SERIAL_DAY = date(1899, 12, 30).toordinal() - EPOCH_DAY
_SERIALS = range(20000, 80000)

_BUDDHIST = range(2443, 2643)  # years of the Thai calendar; 1900 to 2099 of the common one

_BETWEEN = r"(?:[-/ ]|\. ?)"
_YMD = re.compile(rf"(\d{{4}}){_BETWEEN}(\d{{1,2}}){_BETWEEN}(\d{{1,2}})\.?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_XYZ = re.compile(rf"(\d{{1,2}}){_BETWEEN}(\d{{1,2}}){_BETWEEN}(\d{{4}}|\d{{2}})\.?")
_D_MON_Y = re.compile(r"(\d{1,2})[-/. ]*(?:de |of )?([^\W\d_]{3,})\.?[-/., ]*(?:de )?(\d{4}|\d{2})")
_MON_D_Y = re.compile(r"([^\W\d_]{3,})\.?[-/ ]*(\d{1,2}),?[-/ ]+(\d{4}|\d{2})")
_Y_MON_D = re.compile(r"(\d{4})[-/. ]([^\W\d_]{3,})[-/. ](\d{1,2})")
_WEEKDAY = re.compile(r"^[^\W\d_]{2,12}\.?,\s*|^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\s+", re.IGNORECASE)
_TIME = re.compile(
    r"(\d{1,2})\s?[:.hH]\s?(\d{2})(?:\s?[:.m']\s?(\d{2})(?:[.,](\d{1,9}))?)?\s*s?"
    r"\s*([AaPp](?:\.?\s?[Mm])?\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}|\(?[A-Z]{2,4}T\)?|BST|MEZ|MESZ|MSK)?"
)
_BEFORE_NOON = (
    r"上午|午前|凌晨|오전|ص(?:باح\S*)?|ق\.?\s?ظ\.?|π\.?\s?μ\.?|öö|de\.|délelőtt|vorm\.|vormittags|sa|f\.?m\.?|dop\.|dopoledne"
    r"|дп|до полудня|ap\.|पूर्वाह्न|ก่อนเที่ยง|לפנה[\"״]?צ"
)
_AFTER_NOON = (
    r"下午|午後|오후|م(?:ساء\S*)?|ب\.?\s?ظ\.?|μ\.?\s?μ\.?|ös|du\.|délután|nachm\.|nachmittags|ch|e\.?m\.?|odp\.|odpoledne"
    r"|пп|после полудня|ip\.|अपराह्न|หลังเที่ยง|אחה[\"״]?צ"
)
_LETTER = re.compile(r"[^\W\d_]")
_HALVES = rf"(?:(?P<am>{_BEFORE_NOON})|(?P<pm>{_AFTER_NOON}))"
_HALF_FIRST = re.compile(rf"{_HALVES}\s*(?P<time>\d{{1,2}}:\d\d(?::\d\d)?)$", re.IGNORECASE)
_HALF_LAST = re.compile(rf"(?<!\d)(?P<time>\d{{1,2}}[:.]\d\d(?:[:.]\d\d)?)\s*{_HALVES}$", re.IGNORECASE)
"""Halves of the day as clocks of other languages name them; beside the time, where no weekday is meant."""
_COMPACT_TIME = re.compile(r"(\d{2})(\d{2})(\d{2})?(?: ?(Z|UTC|[+-]\d{2}:?\d{2}))?")
_CLOCK = re.compile(r"(-)?(?:(\d+):)?(\d+):(\d{2})(?:[.,]\d+)?")
_NUMBER = re.compile(r"(-?\d+)(?:[.,](\d+))?\s*(?:s|sec|secs|seconds|seg|segundos|secondes|sek)?\.?", re.IGNORECASE)
_UNITS = re.compile(
    r"(?:pt)?(?:(\d+)\s*(?:h[a-z]*\.?|[時时间間시]+))?,?\s*(?:(\d+)\s*(?:m(?!s)[a-z]*\.?|['\u2032]|[分钟鐘분]+))?,?\s*"
    r"(?:(\d+)\s*(?:s[a-z]*\.?|''|[\"\u2033]|[秒초]))?",
    re.IGNORECASE,
)
_DAYS_BEFORE = re.compile(r"(\d)\s*(?:d|days?|dias?|jours?|tage?n?)\.?,?\s+(.+)", re.IGNORECASE)
_MINUTES = re.compile(r"(\d+)[.,](\d+)\s*(?:min|mins|minutes?|minutos?)\.?", re.IGNORECASE)


_SIGNS = re.compile("[年月日時时点點分秒년월일시분초]")
_REARRANGED = (
    # Sun Jan 25 10:11:12 2026
    re.compile(
        r"(?:[^\W\d_]{2,4}\.?,? )?(?P<month>[^\W\d_]{3}) +(?P<day>\d{1,2}) (?P<time>\d{1,2}:\d{2}:\d{2}) (?P<year>\d{4})"
    ),
    # 25JAN2026:10:11:12, 2026-01-25-10.11.12.000000
    re.compile(r"(?P<date>\d{1,2}[^\W\d_]{3}\d{2,4}):(?P<time>\d{1,2}:\d{2}.*)"),
    re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})-(?P<time>\d{2}\.\d{2}\.\d{2}.*)"),
    # Jan 25, 2026 at 10:11 PM, 10:11:12 25/01/2026
    re.compile(r"(?P<date>.*\d) (?:at|um|a las|às|à|alle|om|o) (?P<time>\d{1,2}[:.hH]\d{2}.*)"),
    re.compile(r"(?P<time>\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?),? +(?P<date>\d.*\d{2}\.?)"),
)
"""Moments whose parts stand in another order, or with other signs between them."""


class Day(NamedTuple):
    """A date as written.

    Attributes:
        day: Days since 1970-01-01; None where the order decides.
        first, second, year: The figures of a date whose order is not told by its form.
    """

    day: int | None
    first: int = 0
    second: int = 0
    year: int = 0
    short: bool = False  # the year has two figures, and might stand first


def _plain(text: str) -> str:
    """A date or time of East Asia (``2026年1月25日 10時11分12秒``) with the signs of others."""
    if text.isascii() or not _SIGNS.search(text):
        return text
    text = re.sub("[年월月년] ?", "-", text)
    text = re.sub("[日일](?=[^ ])", " ", re.sub("[日일](?= |$)", "", text))
    return re.sub("[秒초]", "", re.sub("[時时点點分시분](?: ?)(?=\\d)", ":", text)).rstrip("時时点點分시분")


def _days(year: int, month: int, day: int) -> int | None:
    if year in _BUDDHIST:
        year -= 543
    try:
        return date(year, month, day).toordinal() - EPOCH_DAY
    except ValueError:
        return None


def _full_year(figures: str) -> int:
    year = int(figures)
    return year if len(figures) == 4 else year + (2000 if year < 70 else 1900)  # noqa: PLR2004 - as strptime has it


def _month(name: str) -> int | None:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return _MONTH.get(plain) or _MONTH.get(name.casefold())


@lru_cache(maxsize=200_000)
def read_day(text: str) -> Day | None:
    """A date; None if it is none (``31/02/2026`` of any order, or no date at all)."""
    text = _WEEKDAY.sub("", _plain(text).strip())
    if match := _YMD.fullmatch(text) or _COMPACT.fullmatch(text):
        day = _days(int(match[1]), int(match[2]), int(match[3]))
        return None if day is None else Day(day)
    if match := _XYZ.fullmatch(text):
        first, second, year = int(match[1]), int(match[2]), _full_year(match[3])
        short = len(match[3]) == 2  # noqa: PLR2004
        if first == second and not short:
            day = _days(year, first, second)
            return None if day is None else Day(day)
        return Day(None, first, second, year, short)
    named = _D_MON_Y.fullmatch(text)
    if named and (month := _month(named[2])):
        day = _days(_full_year(named[3]), month, int(named[1]))
        return None if day is None else Day(day)
    if (match := _MON_D_Y.fullmatch(text)) and (month := _month(match[1])):
        day = _days(_full_year(match[3]), month, int(match[2]))
        return None if day is None else Day(day)
    if (match := _Y_MON_D.fullmatch(text)) and (month := _month(match[2])):
        day = _days(int(match[1]), month, int(match[3]))
        return None if day is None else Day(day)
    if text.isdigit() and len(text) == 5 and int(text) in _SERIALS:  # noqa: PLR2004 - a spreadsheet's serial
        return Day(int(text) + _SERIAL_DAY)
    return None


def proves(day: Day) -> str | None:
    """The order that a date proves by a figure that can be no month."""
    if day.day is not None:
        return None
    if day.first > 12 >= day.second and _days(day.year, day.second, day.first) is not None:  # noqa: PLR2004
        return "dmy"
    if day.second > 12 >= day.first and _days(day.year, day.first, day.second) is not None:  # noqa: PLR2004
        return "mdy"
    return None


def in_order(day: Day, order: str | None) -> int | None:
    """Days since 1970-01-01; None if there is no such day in this order."""
    if day.day is not None:
        return day.day
    if order == "dmy":
        return _days(day.year, day.second, day.first)
    if order == "mdy":
        return _days(day.year, day.first, day.second)
    if order == "ymd" and day.short:  # two-digit years first: 26/03/04
        return _days(_full_year(f"{day.first:02d}"), day.second, day.year % 100)
    return None


def _with_am_or_pm(text: str) -> str:
    """A text that ends in a time of a 12-hour clock, as English has it."""
    if not _LETTER.search(text):
        return text
    match = _HALF_LAST.search(text) or _HALF_FIRST.search(text)
    return (
        f"{text[: match.start()].rstrip()} {match['time']} {'AM' if match['am'] else 'PM'}".strip() if match else text
    )


@lru_cache(maxsize=200_000)
def read_time(text: str) -> tuple[int, int | None] | None:
    """A time of day: seconds since midnight, and the offset from UTC in seconds where it is written."""
    text = _with_am_or_pm(_plain(text).strip())
    offset: int | None = None
    if match := _TIME.fullmatch(text):
        hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
        if half := match[5]:
            if not 1 <= hour <= 12:  # noqa: PLR2004
                return None
            hour = hour % 12 + (12 if half[0] in "pP" else 0)
        if zone := match[6]:
            offset = _offset(zone)
    elif (match := _COMPACT_TIME.fullmatch(text)) or (
        text.isdigit() and len(text) == 5 and (match := _COMPACT_TIME.fullmatch(f"0{text}"))  # noqa: PLR2004 - a lost zero
    ):
        hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
        offset = _offset(match[4]) if match[4] else None
    else:
        return None
    if hour > 23 or minute > 59 or second > 60:  # noqa: PLR2004
        return None
    return hour * 3600 + minute * 60 + min(second, 59), offset


def _offset(zone: str) -> int | None:
    if zone in {"Z", "UTC", "GMT"}:
        return 0
    if zone[0] not in "+-":
        return None  # letters, which many zones go by: netinvest.ingest.offset asks whether the case's does
    figures = zone[1:].replace(":", "").ljust(4, "0")
    seconds = int(figures[:2]) * 3600 + int(figures[2:]) * 60
    return -seconds if zone[0] == "-" else seconds


def read_duration(text: str) -> int | None:
    """Seconds, from ``75``, ``1:15`` (m:ss), ``0:01:15``, ``1m 15s``, ``PT1M15S``, ``1'15''``; negative ones too, for others to refuse."""
    if match := _NUMBER.fullmatch(text):
        seconds = int(match[1])
        if text.startswith("-") and seconds == 0 and int(match[2] or 0):
            return -1
        return seconds
    if match := _CLOCK.fullmatch(text):
        minutes, seconds = int(match[3]), int(match[4])
        if seconds > 59 or (match[2] is not None and minutes > 59):  # noqa: PLR2004
            return None
        total = int(match[2] or 0) * 3600 + minutes * 60 + seconds
        return -total if match[1] else total
    if (match := _UNITS.fullmatch(text)) and any(match.groups()):
        return int(match[1] or 0) * 3600 + int(match[2] or 0) * 60 + int(match[3] or 0)
    if match := _MINUTES.fullmatch(text):
        return round(float(f"{match[1]}.{match[2]}") * 60)
    if (match := _DAYS_BEFORE.fullmatch(text)) and (rest := read_duration(match[2])) is not None and rest >= 0:
        return int(match[1]) * 86400 + rest
    return None


_SPLIT = re.compile(
    r"(?P<date>\d{4}-\d{1,2}-\d{1,2}|\d{8}|.*?\d\.?)(?:[T,]?\s+|[T_]|(?<=\d{8})(?=\d{4,6}(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?$)|\s*-\s+)(?P<time>\d{1,2}[:.hH]?\d{2}.*)"
)


@lru_cache(maxsize=20_000)
def split_moment(text: str) -> tuple[str, str] | None:
    """A date and time in one: the two apart; None if it is not both."""
    text = _with_am_or_pm(_plain(text))
    match = _SPLIT.fullmatch(text)
    while match:
        if read_day(match["date"]) is not None and read_time(match["time"]) is not None:
            return match["date"], match["time"]
        # a blank inside the date (1 March 2026 10:00): go on to the next
        rest = re.compile(
            r"(?P<date>.{" + str(len(match["date"]) + 1) + r",}?\d),?[T ]\s*(?P<time>\d{1,2}[:.hH]?\d{2}.*)"
        )
        match = rest.fullmatch(text)
    for form in _REARRANGED:
        if match := form.fullmatch(text):
            parts = match.groupdict()
            day = parts.get("date") or f"{parts['day']} {parts['month']} {parts['year']}"
            if read_day(day) is not None and read_time(parts["time"]) is not None:
                return day, parts["time"]
    return None
