# ruff: noqa: E501 - samples
"""Files that hold records of several kinds: FollowTheMoney, UFED reports, CASE/UCO."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from netinvest.errors import InputRefused, UnsafeInput
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from netinvest.ingest.report import SourceReport

IBAN = "GB33BUKB20201555555555"


def entity(id_: str, schema: str, **properties: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "schema": schema,
        "properties": {k: v if isinstance(v, list) else [v] for k, v in properties.items()},
    }


def lines(*entities: Any) -> str:
    return "".join((e if isinstance(e, str) else json.dumps(e)) + "\n" for e in entities)


FTM = lines(
    entity(
        "x1",
        "Payment",
        payer="p1",
        payerAccount="b1",
        beneficiary="c1",
        amount="120.50",
        currency="EUR",
        date="2024-05-06",
    ),
    entity("p1", "Person", name="Ana Test", phone="+447700900101", birthDate="1990-02-03"),
    entity("c1", "Company", name="Blue Ltd"),
    entity("b1", "BankAccount", iban=IBAN, bic="BUKBGB22"),
    entity("o1", "Ownership", owner="p1", asset="b1"),
    entity("u1", "UserAccount", owner="p1", service="Telegram", username="@ana_t"),
    entity(
        "k1",
        "Call",
        callerNumber="+447700900101",
        receiverNumber="+447700900102",
        date="2024-05-06T10:00:00",
        duration="61",
    ),
    entity("k2", "Call", caller="p1", receiver="c1", date="2024-05-06T10:00:00"),
    "not json",
    entity("d1", "Document", fileName="a.pdf"),
)


def parts(report: SourceReport) -> dict[str, SourceReport]:
    return {part.kind: part for part in (report, *report.parts)}


def test_followthemoney(ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    found = parts(load(FTM, "entities.ftm.json"))
    assert {kind: (r.rows, r.loaded, r.rejected) for kind, r in found.items()} == {
        "subjects": (3, 2, 1),
        "transfers": (1, 1, 0),
        "calls": (2, 1, 1),
    }
    for report in found.values():
        assert report.lines == report.rows + report.structural_lines
    assert sum(r.lines for r in found.values()) == 10
    assert ledger.con.execute(
        "SELECT row, debtor_account, debtor_name, creditor_account, creditor_name, amount::VARCHAR, currency FROM transfer"
    ).fetchall() == [(1, IBAN, "Ana Test", None, "Blue Ltd", "120.50000000", "EUR")]
    assert ledger.con.execute(
        "SELECT row, originating_msisdn, terminating_msisdn, duration_s FROM call"
    ).fetchall() == [(7, "+447700900101", "+447700900102", 61)]
    assert ledger.con.execute(
        "SELECT kind, value FROM subject_identifier JOIN subject USING (source_no, row) WHERE subject_id = 'p1' ORDER BY 1"
    ).fetchall() == [("account", IBAN), ("handle", "telegram:ana_t"), ("phone", "+447700900101")]
    again = parts(load(FTM, "copy.json"))
    assert all(r.already_loaded and r.duplicate == r.rows for r in again.values())
    assert set(again) == set(found)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Payment", "Person", "Call", "Document", "BankAccount", "rubbish", "Vessel"]),
        min_size=1,
        max_size=25,
    ).flatmap(lambda kinds: st.tuples(st.just(kinds), st.permutations(range(len(kinds)))))
)
def test_every_line_of_entities_is_accounted_for(tmp_path_factory: pytest.TempPathFactory, drawn: Any) -> None:
    kinds, order = drawn
    made: list[Any] = []
    for n, kind in enumerate(kinds):
        made.append(
            "{]" if kind == "rubbish"
            else entity(f"e{n}", kind, payer=f"e{n - 1}", beneficiary=f"e{n - 2}", amount=str(n + 1), date="2024-05-06", name=f"N {n}",
                        callerNumber="+447700900101", receiverNumber=f"+4477009001{n:02d}", accountNumber=f"1234567{n:02d}")
        )  # fmt: skip
    text = lines(entity("first", "Person", name="First"), *(made[place] for place in order))
    folder = tmp_path_factory.mktemp("ftm")
    (folder / "x.json").write_text(text)
    with Ledger.create(folder / "x.case") as ledger:
        found = parts(load_file(ledger, folder / "x.json", country="GB", time_zone=None, loaded_by="t"))
        assert sum(r.rows + r.structural_lines for r in found.values()) == len(kinds) + 1
        assert found["subjects"].rejected == kinds.count("rubbish")
        for kind, schema in (("transfers", "Payment"), ("calls", "Call")):
            assert (found[kind].rows if kind in found else 0) == kinds.count(schema)


UFED = """<?xml version="1.0" encoding="utf-8"?>
<project id="x" name="Report" reportVersion="5.2.0.0" xmlns="http://pa.cellebrite.com/report/2.0">
<metadata section="Device Info">{owner}<item name="IMEI">490154203237518</item></metadata><decodedData>
<modelType type="Contact"><model type="Contact" id="1"><field name="Name"><value>Bo Example</value></field>
<multiModelField name="Entries"><model type="PhoneNumber"><field name="Value"><value>07700 900301</value></field></model>
<model type="EmailAddress"><field name="Value"><value>bo@example.org</value></field></model></multiModelField></model></modelType>
<modelType type="Call">{calls}</modelType>
<modelType type="Chat"><model type="Chat" id="4"><multiModelField name="Participants">
<model type="Party"><field name="Identifier"><value>447700900303@s.whatsapp.net</value></field></model>
<model type="Party"><field name="Identifier"><value>447700900200@s.whatsapp.net</value></field>
<field name="IsPhoneOwner"><value>True</value></field></model></multiModelField><multiModelField name="Messages">
<model type="InstantMessage" id="5"><modelField name="From"><model type="Party"><field name="Identifier">
<value>447700900303@s.whatsapp.net</value></field></model></modelField><field name="Body"><value>PRIVATE WORDS</value></field>
<field name="TimeStamp"><value>2024-01-03T10:00:00.000+00:00</value></field></model></multiModelField></model></modelType>
</decodedData></project>"""
OWNER = '<item name="DeviceInfoDetectedPhoneNumber"><![CDATA[+447700900200]]></item>'


def ufed_call(number: int, role: str, other: str, time: str, duration: str = "00:01:05") -> str:
    return (
        f'<model type="Call" id="c{number}"><field name="Type"><value type="CallType">'
        f"{'Incoming' if role == 'From' else 'Outgoing'}</value></field>"
        f'<field name="TimeStamp"><value type="TimeStamp">{time}</value></field><field name="Duration"><value>{duration}</value>'
        f'</field><multiModelField name="Parties"><model type="Party"><field name="Identifier"><value>{other}</value></field>'
        f'<field name="Role"><value>{role}</value></field></model></multiModelField></model>'
    )


CALLS = ufed_call(1, "From", "+447700900301", "2024-01-02T10:00:00.000+00:00") + ufed_call(
    2, "To", "447700900302@s.whatsapp.net", "2024-01-02T11:00:00.000+02:00"
)


def test_a_ufed_report_gives_who_and_when_and_no_words(
    tmp_path: Path, ledger: Ledger, load: Callable[..., SourceReport]
) -> None:
    found = parts(load(UFED.format(owner=OWNER, calls=CALLS), "report.xml"))
    assert {kind: (r.rows, r.loaded) for kind, r in found.items()} == {"calls": (3, 3), "subjects": (2, 2)}
    assert ledger.con.execute(
        "SELECT originating_msisdn, terminating_msisdn, answered_at_utc::VARCHAR, duration_s, service FROM call ORDER BY row"
    ).fetchall() == [
        ("+447700900301", "+447700900200", "2024-01-02 10:00:00", 65, "voice"),
        ("+447700900200", "+447700900302", "2024-01-02 09:00:00", 65, "voice"),
        ("+447700900303", "+447700900200", "2024-01-03 10:00:00", None, "sms"),
    ]
    assert ledger.con.execute("SELECT kind, value FROM subject_identifier ORDER BY row, kind").fetchall() == [
        ("imei", "49015420323751"),
        ("phone", "+447700900200"),
        ("email", "bo@example.org"),
        ("phone", "+447700900301"),
    ]
    for table in ("call", "subject", "rejection", "remark", "source"):
        assert "PRIVATE" not in str(ledger.con.execute(f"SELECT * FROM {table}").fetchall())


def test_the_phones_own_number_may_stand_in_the_file_name_only(load: Callable[..., SourceReport]) -> None:
    text = UFED.format(owner="", calls=CALLS)
    assert parts(load(text, "report.xml"))["calls"].rejected == 3 - 1  # the chat names its owner
    assert parts(load(text + "\n", "447700900200 report.xml"))["calls"].rejected == 0


@pytest.mark.parametrize(
    "text", [UFED.format(owner=OWNER, calls=CALLS)[:2100], "<project xmlns='cellebrite'>" + "<a>" * 400]
)
def test_a_broken_report_changes_nothing(text: str, ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    with pytest.raises(InputRefused):
        load(text, "report.xml")
    assert ledger.con.execute("SELECT (SELECT count(*) FROM source) + (SELECT count(*) FROM call)").fetchone() == (0,)


def test_a_report_with_a_document_type_is_unsafe(load: Callable[..., SourceReport]) -> None:
    text = UFED.format(owner=OWNER, calls=CALLS).replace(
        "<project", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><project'
    )
    with pytest.raises(UnsafeInput, match="document type"):
        load(text, "report.xml")


@pytest.mark.parametrize(
    ("name", "calls", "subjects"),
    [
        ("call_log", (5, 2, 2, 1), None),
        ("sms_and_contacts", (1, 1, 0, 0), (1, 1, 0, 0)),
        ("accounts", None, (3, 3, 0, 0)),
    ],
)
def test_case_samples(name: str, calls: Any, subjects: Any, samples: Path, load: Callable[..., SourceReport]) -> None:
    found = parts(load(samples / "case_uco" / "examples" / "illustrations" / name / f"{name}.json"))
    got = {kind: (r.rows, r.loaded, r.rejected, r.duplicate) for kind, r in found.items()}
    assert (got.get("calls"), got.get("subjects")) == (calls, subjects)


def test_case_with_other_prefixes_and_in_one_line(ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    graph = {
        "@context": {"o": "https://ontology.unifiedcyberontology.org/uco/observable/", "c": "x"},
        "@graph": [
            {"@id": "a", "@type": "o:PhoneAccount", "c:hasFacet": {"@type": "o:PhoneAccountFacet", "o:phoneNumber": "+447700900101"}},
            {"@id": "b", "@type": "o:PhoneAccount", "c:hasFacet": {"@type": "o:PhoneAccountFacet", "o:phoneNumber": "+447700900102"}},
            {
                "@id": "k", "@type": "o:Call",
                "c:hasFacet": [{"@type": "o:CallFacet", "o:from": {"@id": "a"}, "o:to": {"@id": "b"},
                                "o:startTime": {"@type": "t", "@value": "2024-05-06T12:00:00+02:00"}, "o:duration": 7}],
            },
            {"@id": "p", "@type": "Person", "hasFacet": [{"@type": "SimpleNameFacet", "givenName": "Ana", "familyName": "Test"}]},
            {"@id": "r", "@type": "Relationship", "source": {"@id": "p"}, "target": {"@id": "a"}, "kindOfRelationship": "Has_Account"},
        ],
    }  # fmt: skip
    load(json.dumps(graph), "x.jsonld")
    assert ledger.con.execute(
        "SELECT originating_msisdn, terminating_msisdn, answered_at_utc::VARCHAR, duration_s FROM call"
    ).fetchall() == [("+447700900101", "+447700900102", "2024-05-06 10:00:00", 7)]
    assert ledger.con.execute("SELECT name, value FROM subject JOIN subject_identifier USING (row)").fetchall() == [
        ("Ana Test", "+447700900101")
    ]
