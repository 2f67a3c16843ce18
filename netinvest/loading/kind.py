"""The kinds of record and the columns a loader may give for each: text, as the file has it."""

from __future__ import annotations

from enum import StrEnum


class RecordKind(StrEnum):
    """What a file is about."""

    CALLS = "calls"
    TRANSFERS = "transfers"
    ADVERTISEMENTS = "advertisements"
    SUBJECTS = "subjects"


COLUMNS: dict[RecordKind, tuple[str, ...]] = {
    RecordKind.CALLS: (
        # who called whom: by role, or by whose records these are and a direction, or by letters (a_party, b_party),
        # of which only the values tell whether A is the caller or the customer
        "originating_msisdn",
        "terminating_msisdn",
        "target_msisdn",
        "other_msisdn",
        "a_party",
        "b_party",
        "forwarded_to_msisdn",
        "direction",
        "service",
        "answered_at",  # date and time, either alone, or an epoch: what it is its values tell
        "answered_date",
        "answered_time",
        "utc_offset",  # of the row's own clock
        "duration",
        "duration_minutes",  # where minutes and the seconds over them stand in two columns
        "ended_at",  # where nothing else tells how long it lasted
        "ended_date",
        "ended_time",
        "imsi",  # of whom the records are about; originating_*: of the caller, whoever that is
        "imei",
        "first_cell",
        "last_cell",
        "cell_area",  # location or tracking area code, where cells are numbered within areas
        "data_session",  # a volume or address: it says that the row is a session; not kept
        "originating_imsi",
        "originating_imei",
        "originating_cell",
        "latitude",
        "longitude",
        "position",  # latitude/longitude in one
        "ignored",
    ),
    RecordKind.TRANSFERS: (
        "debtor_account",
        "debtor_name",
        "debtor_agent",
        "creditor_account",
        "creditor_name",
        "creditor_agent",
        "own_account",  # whose statement it is; from the preamble where there is no column
        "own_name",
        "other_account",
        "other_name",
        "other_agent",
        "direction",  # debit or credit, seen from the own account
        "amount",
        "debit_amount",
        "credit_amount",
        "balance",  # tells two payments alike from one written twice
        "currency",
        "booked_at",
        "booked_date",
        "booked_time",
        "transfer_type",
        "end_to_end_id",
        "uetr",
        "remittance_information",
        "ignored",
    ),
    RecordKind.ADVERTISEMENTS: (
        "ad_id",
        "site",
        "url",
        "posted_at",
        "posted_date",
        "posted_time",
        "title",
        "body",
        "location",
        "latitude",
        "longitude",
        "price",
        "currency",
        "claimed_age",
        "image_digests",
        "phone",  # any number of contacts a cell
        "phone_2",  # and in further columns
        "phone_3",
        "email",
        "handle",
        "poster",  # the account that posted
        "ignored",
    ),
    RecordKind.SUBJECTS: (
        "subject_id",
        "name",
        "given_name",
        "family_name",
        "category",
        "basis",
        "birth_date",
        "address",
        "phone",
        "account",
        "email",
        "handle",
        "imsi",
        "imei",
        *(f"{kind}_{n}" for kind in ("phone", "account", "email", "identifier") for n in (2, 3)),  # further columns
        "identifier",  # of the kind that identifier_kind names, else as its form tells
        "identifier_kind",
        "valid_from",
        "valid_to",
        "ignored",
    ),
}
"""The canonical text columns of each kind. ``ignored`` takes headings that are known and not used."""

NEEDS: dict[RecordKind, tuple[str, ...]] = {
    RecordKind.CALLS: (
        (
            "originating_msisdn + terminating_msisdn | a_party + b_party | target_msisdn + other_msisdn + direction"
            " | target_msisdn + b_party + direction | a_party + other_msisdn + direction"
            " | target_msisdn + terminating_msisdn + direction"
        ),
        "answered_at | answered_date + answered_time",
    ),
    RecordKind.TRANSFERS: (
        "amount | debit_amount + credit_amount",
        "booked_at | booked_date",
        "debtor_account | creditor_account | own_account | other_account | other_name | remittance_information",
    ),
    RecordKind.ADVERTISEMENTS: ("title | body | url | ad_id", "phone | email | handle | body | title"),
    RecordKind.SUBJECTS: (
        "phone | account | email | handle | imsi | imei | identifier",
        "name | subject_id | family_name",
    ),
}
"""What a file must have to be of a kind: each line holds alternatives (``|``) of columns together (``+``)."""
