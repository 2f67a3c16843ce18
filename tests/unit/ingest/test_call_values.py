# ruff: noqa: E501 - tables
"""Numbers, times, durations and words of call records, one distinct value at a time."""

from __future__ import annotations

import pytest
from netinvest.ingest.clock import in_order, proves, read_day, read_duration, read_time, split_moment
from netinvest.ingest.device import read_imei
from netinvest.ingest.telephone import Telephones
from netinvest.ingest.word import Words
from netinvest.loading import Profile


@pytest.mark.parametrize(
    ("country", "written", "value", "kind"),
    [
        ("GB", "07700900123", "+447700900123", "e164"),  # a fiction range: possible, not assigned
        ("GB", "7700900123", "+447700900123", "e164"),  # the leading zero lost
        ("GB", "+44 (0)7700 900123", "+447700900123", "e164"),
        ("GB", "0033612345678", "+33612345678", "e164"),
        ("GB", "12025550123", "+12025550123", "e164"),
        ("US", "(202) 555-0123", "+12025550123", "e164"),
        ("US", "011447700900123", "+447700900123", "e164"),
        ("DE", "4915112345678", "+4915112345678", "e164"),
        ("IT", "0612345678", "+390612345678", "e164"),  # no trunk prefix to take off
        ("RU", "89161234567", "+79161234567", "e164"),
        ("GB", "447700900123.0", "+447700900123", "e164"),
        ("GB", "61016", "61016", "service"),
        ("GB", "*123#", "*123#", "service"),
        ("IN", "AD-BANK-S", "AD-BANK-S", "name"),
        ("IN", "41442D42414E4B2D53", "AD-BANK-S", "name"),
        ("IN", "0x424B424B", "BKBK", "name"),
        ("IN", "42 4B 42 4B", "BKBK", "name"),
        ("GB", "4D795461786921", "MyTaxi!", "name"),
        ("FI", "61016", "61016", "service"),  # five figures fit the plan, and are no mobile number
        ("GB", "Private", None, "withheld"),
        ("GB", "4.47701E+11", None, "damaged"),
        (None, "07700900123", "07700900123", "unknown"),
    ],
)
def test_a_party_is_read_by_the_country_of_the_case(
    country: str | None, written: str, value: str | None, kind: str
) -> None:
    assert Telephones(country).read(written) == (value, kind)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("75", 75), ("1:15", 75), ("0:01:15", 75), ("90:05", 5405), ("1m 15s", 75), ("-5", -5), ("-0:10", -10), ("PT1M15S", 75), ("1'15''", 75), ("1.5 min", 90), ("1 day 00:00:05", 86405), ("65 ms", None), ("x", None), ("1:75", None)],
)  # fmt: skip
def test_durations(text: str, seconds: int | None) -> None:
    assert read_duration(text) == seconds


def test_the_order_of_day_and_month_is_proven_never_guessed() -> None:
    open_day, proof = read_day("03/04/2026"), read_day("13/04/2026")
    assert open_day is not None
    assert proof is not None
    assert (proves(open_day), proves(proof)) == (None, "dmy")
    assert in_order(open_day, None) is None
    # 3 April is day 93 of a common year, 4 March day 63
    by_day, by_month = in_order(open_day, "dmy"), in_order(open_day, "mdy")
    assert by_day is not None
    assert by_month is not None
    assert by_day - by_month == 30


def test_a_written_month_is_read_in_any_language() -> None:
    days = [read_day(text) for text in ("4 de marzo de 2026", "04-MAR-26", "4 März 2026", "Mar 4, 2026", "2026-03-04")]
    assert len({day.day for day in days if day is not None}) == 1
    assert None not in days


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2026-03-04T10:11:12Z", ("2026-03-04", "10:11:12Z")),
        ("20260304101112", ("20260304", "101112")),
        ("Mar 4, 2026 1:53 PM", ("Mar 4, 2026", "1:53 PM")),
        ("04/03/2026", None),
        ("Wed Mar 4 10:11:12 2026", ("4 Mar 2026", "10:11:12")),
        ("04MAR2026:10:11:12", ("04MAR2026", "10:11:12")),
        ("2026-03-04-10.11.12.000000", ("2026-03-04", "10.11.12.000000")),
        ("10:11:12 04/03/2026", ("04/03/2026", "10:11:12")),
        ("20260304101112Z", ("20260304", "101112Z")),
        ("2026年3月4日 10時11分12秒", ("2026-3-4", "10:11:12")),
        ("2026. 3. 4. 오전 10:11:12", ("2026. 3. 4.", "10:11:12 AM")),
    ],
)
def test_a_moment_is_taken_apart(text: str, parts: tuple[str, str] | None) -> None:
    assert split_moment(text) == parts


@pytest.mark.parametrize(
    ("text", "clock"), [("12:05 AM", (300, None)), ("1:53:13 p. m.", (49993, None)), ("13:00:00+05:30", (46800, 19800)), ("25:00", None)]
)  # fmt: skip
def test_times_of_day(text: str, clock: tuple[int, int | None] | None) -> None:
    assert read_time(text) == clock


@pytest.mark.parametrize(
    ("text", "direction", "service"),
    [
        ("SMT", "in", "sms"), ("mSOriginating", "out", None), ("CDR_ENTRANTE", "in", None), ("A2P_SMSIN", "in", "sms"),
        ("Appel émis", "out", "voice"), ("MTC", "in", "voice"), ("Text", None, "sms"), ("PREPAID", None, None),
    ],
)  # fmt: skip
def test_words_for_direction_and_service(text: str, direction: str | None, service: str | None) -> None:
    assert Words(Profile(name="x", kind="calls", title="")).read(text) == (direction, service)


def test_three_forms_of_one_device_are_one() -> None:
    forms = ["35123400000001", "351234000000018", "3512340000000103"]
    assert {read_imei(form)[0] for form in forms} == {"35123400000001"}
    assert read_imei("3.51234E+14")[1] == "is a device number that a spreadsheet has rounded"


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("下午 1:05:09", 47109), ("午前1:05:09", 3909), ("오후 12:05:09", 43509), ("1:05:09 م", 47109), ("12:05:09 صباحًا", 309),
        ("1:05:09 μ.μ.", 47109), ("ÖS 01:05:09", 47109), ("1:05:09 p.\u00a0m.", 47109), ("du. 1:05", 46800 + 300), ("1:05:09 odp.", 47109),
        ("1:05:09 e.m.", 47109), ("下午 13:05:09", None), ("下午", None),
    ],
)  # fmt: skip
def test_halves_of_the_day_in_the_clerks_language(written: str, seconds: int | None) -> None:
    read = read_time(written)
    assert (None if read is None else read[0]) == seconds
    moment = split_moment(f"05/01/2026 {written}")
    assert (moment is not None) == (seconds is not None)
    if moment is not None:
        assert read_time(moment[1]) == read


def test_a_weekday_before_a_date_is_no_half_of_the_day() -> None:
    assert split_moment("Sa, 05.01.2026 10:30") == ("Sa, 05.01.2026", "10:30")
