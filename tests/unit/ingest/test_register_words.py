"""What registers say of people: categories and identifiers."""

from __future__ import annotations

import pytest
from netinvest.ingest.category_words import read_category
from netinvest.ingest.identifier_text import identifiers_of, kind_named
from netinvest.ingest.telephone import Telephones
from netinvest.model.category import Category
from netinvest.model.identifier import IdentifierKind

GB = Telephones("GB")


@pytest.mark.parametrize(
    ("word", "category"),
    [
        ("Suspect", Category.SUSPECT),
        ("possible_victim", Category.POSSIBLE_VICTIM),
        ("Suspected victim", Category.POSSIBLE_VICTIM),
        ("víctima", Category.VICTIM),
        ("ПОТЕРПЕВШАЯ", Category.VICTIM),
        ("Geschädigte", Category.VICTIM),
        ("Mis en examen", Category.SUSPECT),
        ("oskarżony", Category.SUSPECT),
        ("inculpată", Category.SUSPECT),
        ("testemunha", Category.WITNESS),
        ("Child", Category.MINOR),
        ("victim (minor)", Category.MINOR),
        ("suspect & possible victim", Category.POSSIBLE_VICTIM),
        ("Victim / Witness", Category.VICTIM),
        ("Convicted 2019", Category.CONVICTED),
        ("known associate", Category.CONTACT),
        ("unknown", Category.UNKNOWN),
        ("not a suspect", None),
        ("former suspect", None),
        ("cook", None),
        ("suspicious parcel", None),
    ],
)
def test_categories(word: str, category: Category | None) -> None:
    assert read_category(word) is category


@pytest.mark.parametrize(
    ("cell", "keys"),
    [
        ("07700 900123; 07700 900124", ["phone:+447700900123", "phone:+447700900124"]),
        ("07700900123/07700900124", ["phone:+447700900123", "phone:+447700900124"]),
        ("07700 900123 and A@B.example", ["phone:+447700900123", "email:a@b.example"]),
        ("07700 900 123, 07700 900 124", ["phone:+447700900123", "phone:+447700900124"]),
        ("GB33 BUKB 2020 1555 5555 55", ["account:GB33BUKB20201555555555"]),
        ("IMEI: 356938035643809", ["imei:35693803564380"]),
        ("Telegram: @Foo", ["handle:telegram:foo"]),
        ("phone=+447700900123, iban=DE89370400440532013000", ["phone:+447700900123", "account:DE89370400440532013000"]),
        ("@kate\nt.me/kate", ["handle:kate", "handle:telegram:kate"]),
        ("12345678", ["account:12345678"]),
        ('["+447700900123","x@y.example"]', ["phone:+447700900123", "email:x@y.example"]),
    ],
)
def test_identifiers_told_by_their_form(cell: str, keys: list[str]) -> None:
    assert [found.key for found, _, _ in identifiers_of(cell, None, GB) if found] == keys


@pytest.mark.parametrize(
    ("kind", "cell", "refusal"),
    [
        (IdentifierKind.PHONE, "3.5E+11", "spreadsheet"),
        (IdentifierKind.PHONE, "see notes", "not a telephone number"),
        (IdentifierKind.IMEI, "1234", "IMEI"),
        (IdentifierKind.ACCOUNT, "GB33BUKB20201555555556", "check digits"),
        (IdentifierKind.EMAIL, "kate at home", "e-mail"),
    ],
)
def test_refused_identifiers_say_why(kind: IdentifierKind, cell: str, refusal: str) -> None:
    ((found, written, why),) = identifiers_of(cell, kind, GB)
    assert found is None
    assert written == cell
    assert refusal in str(why)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Phone No.", IdentifierKind.PHONE),
        ("Contact number", IdentifierKind.PHONE),
        ("telegram", IdentifierKind.HANDLE),
        ("bank account number", IdentifierKind.ACCOUNT),
        ("E-Mail", IdentifierKind.EMAIL),
        ("IMEI", IdentifierKind.IMEI),
        ("colour", None),
    ],
)
def test_kinds_named_by_a_word(text: str, kind: IdentifierKind | None) -> None:
    assert kind_named(text) is kind
