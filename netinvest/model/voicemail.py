"""Numbers of mailboxes: in some countries every telephone has one of its own, a long number that nobody holds."""

from __future__ import annotations

from functools import cache

COUNTRIES = ("CH", "CZ", "DE", "IE", "IL", "IS", "IT", "LI", "NO", "PT", "SE", "TT", "WF")
"""ISO 3166-1 alpha-2 of those whose numbering plan sets numbers apart for mailboxes."""


@cache
def mailbox() -> str:
    """A regular expression of all such numbers in E.164, by the plans that phonenumbers has."""
    from phonenumbers import PhoneMetadata

    found = []
    for country in COUNTRIES:
        plan = PhoneMetadata.metadata_for_region(country)
        if plan is not None and plan.voicemail is not None and plan.voicemail.national_number_pattern:
            found.append(f"{plan.country_code}(?:{plan.voicemail.national_number_pattern})")
    return rf"\+(?:{'|'.join(found)})"
