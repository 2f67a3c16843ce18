"""Which numbers are those of mailboxes."""

from __future__ import annotations

import re

import phonenumbers
from netinvest.model.voicemail import COUNTRIES, mailbox

REGIONS = phonenumbers.SUPPORTED_REGIONS


def test_every_country_that_sets_numbers_apart_is_known() -> None:
    plans = {
        region: phonenumbers.PhoneMetadata.metadata_for_region(region) for region in phonenumbers.SUPPORTED_REGIONS
    }
    apart = {r: p for r, p in plans.items() if p and p.voicemail and p.voicemail.national_number_pattern}
    assert {p.country_code for p in apart.values()} == {plans[country].country_code for country in COUNTRIES}
    for plan in apart.values():
        assert re.fullmatch(mailbox(), f"+{plan.country_code}{plan.voicemail.example_number}")


def test_no_telephone_is_taken_for_a_mailbox() -> None:
    for region in phonenumbers.SUPPORTED_REGIONS:
        for kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE):
            example = phonenumbers.example_number_for_type(region, kind)
            if example is not None:
                number = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
                assert re.fullmatch(mailbox(), number) is None, number
