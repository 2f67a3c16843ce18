"""Payment messages: ISO 20022, SWIFT, goAML."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from netinvest.errors import InputRefused, UnsafeInput
from netinvest.loading import Sample

from netinvest_loaders.transfers import LOADERS, goaml, iso20022, swift
from netinvest_loaders.transfers.remittance import counterparty, find_iban

if TYPE_CHECKING:
    from pathlib import Path

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"


def iso(xml: str) -> list[dict[str, str | None]]:
    return [{k: v for k, v in row.items() if v} for row in iso20022.rows(io.BytesIO(xml.encode()), "x.xml")]


def statement(entries: str, version: str = "camt.053.001.08") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="{NAMESPACE}{version}"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt><Id>S</Id>
<Acct><Id><IBAN>GB33BUKB20201555555555</IBAN></Id><Ownr><Nm>Own Name</Nm></Ownr>
<Svcr><FinInstnId><BICFI>BUKBGB22XXX</BICFI></FinInstnId></Svcr></Acct>{entries}</Stmt></BkToCstmrStmt></Document>"""


def entry(
    direction: str, amount: str = "10.50", *, details: str = "", extra: str = "", date: str = "<Dt>2024-03-01</Dt>"
) -> str:
    return (
        f'<Ntry><Amt Ccy="GBP">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{extra}<Sts><Cd>BOOK</Cd></Sts>'
        f"<BookgDt>{date}</BookgDt><NtryDtls>{details}</NtryDtls></Ntry>"
    )


DETAIL = """<TxDtls><Refs><EndToEndId>E2E</EndToEndId><UETR>8579f4a4-a547-463e-ae63-e7c6620d59b4</UETR></Refs>
{amount}<RltdPties><Dbtr><Pty><Nm>Payer</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct>
<Cdtr><Nm>Payee</Nm></Cdtr><CdtrAcct><Id><Othr><Id>12 34</Id></Othr></Id></CdtrAcct></RltdPties>
<RmtInf><Ustrd>rent</Ustrd><Ustrd>may</Ustrd></RmtInf></TxDtls>"""


class TestIso20022:
    def test_a_credit_comes_from_the_debtor(self) -> None:
        (row,) = iso(statement(entry("CRDT", details=DETAIL.format(amount=""))))
        assert row == {
            "row": "1",
            "debtor_account": "DE89370400440532013000",
            "debtor_name": "Payer",
            "creditor_account": "GB33BUKB20201555555555",
            "creditor_name": "Own Name",
            "creditor_agent": "BUKBGB22XXX",
            "amount": "10.50",
            "currency": "GBP",
            "booked_at": "2024-03-01",
            "end_to_end_id": "E2E",
            "uetr": "8579f4a4-a547-463e-ae63-e7c6620d59b4",
            "remittance_information": "rent may",
        }

    def test_a_debit_goes_to_the_creditor(self) -> None:
        (row,) = iso(statement(entry("DBIT", details=DETAIL.format(amount=""))))
        assert (row["debtor_account"], row["creditor_account"]) == ("GB33BUKB20201555555555", "12 34")

    def test_a_reversal_names_the_parties_of_what_it_takes_back(self) -> None:
        details = DETAIL.format(amount="")
        (row,) = iso(statement(entry("CRDT", details=details, extra="<RvslInd>true</RvslInd>")))
        # a payment to the payee came back
        assert (row["debtor_name"], row["creditor_account"]) == ("Payee", "GB33BUKB20201555555555")
        assert row["transfer_type"] == "reversal"

    def test_a_batch_is_a_row_for_each_detail_with_its_amount(self) -> None:
        details = "".join(DETAIL.format(amount=f'<Amt Ccy="EUR">{n}.25</Amt>') for n in (1, 2, 3))
        rows = iso(statement(entry("CRDT", "6.75", details=details)))
        assert [(r["row"], r["amount"], r["currency"]) for r in rows] == [
            ("1", "1.25", "EUR"),
            ("2", "2.25", "EUR"),
            ("3", "3.25", "EUR"),
        ]

    def test_details_of_the_first_version_stand_in_the_entry_itself(self) -> None:
        details = "".join(DETAIL.format(amount=f'<Amt Ccy="EUR">{n}.25</Amt>') for n in (1, 2))
        text = statement(entry("CRDT", "3.50", details=details), "camt.053.001.01")
        plain = text.replace("<NtryDtls>", "").replace("</NtryDtls>", "")
        assert iso(plain) == iso(text)
        assert [r["debtor_name"] for r in iso(plain)] == ["Payer", "Payer"]

    def test_a_batch_without_amounts_is_one_row(self) -> None:
        rows = iso(statement(entry("CRDT", "6.75", details=DETAIL.format(amount="") * 2)))
        assert [(r["amount"], r.get("debtor_account")) for r in rows] == [("6.75", None)]

    def test_an_entry_not_booked_is_refused(self) -> None:
        xml = statement(entry("CRDT").replace("<Cd>BOOK</Cd>", "PDNG"), "camt.052.001.02")
        assert iso(xml)[0]["refusal"] == "the entry is not booked yet"

    def test_an_older_version_with_time_and_bic(self) -> None:
        xml = statement(entry("DBIT", date="<DtTm>2024-03-01T10:11:12+01:00</DtTm>"), "camt.053.001.02")
        (row,) = iso(xml.replace("BICFI", "BIC"))
        assert (row["booked_at"], row["debtor_agent"]) == ("2024-03-01T10:11:12+01:00", "BUKBGB22XXX")

    def test_pain_takes_the_debtor_from_its_payment(self) -> None:
        payments = "".join(
            f"""<CdtTrfTxInf><PmtId><EndToEndId>NOTPROVIDED</EndToEndId></PmtId>
            <Amt><InstdAmt Ccy="EUR">{n}</InstdAmt></Amt><Cdtr><Nm>Payee {n}</Nm></Cdtr>
            <CdtrAcct><Id><IBAN>GB33BUKB20201555555555</IBAN></Id></CdtrAcct></CdtTrfTxInf>"""
            for n in (5, 6)
        )
        xml = f"""<Document xmlns="{NAMESPACE}pain.001.001.09"><CstmrCdtTrfInitn>
        <GrpHdr><CreDtTm>2024-01-01T00:00:00</CreDtTm></GrpHdr>
        <PmtInf><PmtMtd>TRF</PmtMtd><ReqdExctnDt><Dt>2024-01-02</Dt></ReqdExctnDt><Dbtr><Nm>Payer</Nm></Dbtr>
        <DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct>
        <DbtrAgt><FinInstnId><BICFI>COBADEFFXXX</BICFI></FinInstnId></DbtrAgt>{payments}
        </PmtInf></CstmrCdtTrfInitn></Document>"""
        rows = iso(xml)
        assert [(r["debtor_name"], r["creditor_name"], r["amount"], r["booked_at"]) for r in rows] == [
            ("Payer", "Payee 5", "5", "2024-01-02"),
            ("Payer", "Payee 6", "6", "2024-01-02"),
        ]
        assert "end_to_end_id" not in rows[0]

    def test_the_public_samples(self, samples: Path) -> None:
        folder = samples / "iso20022/iso20022-core/src/test/resources"
        (pacs8,) = iso((folder / "pacs.008.001.07.xml").read_text())
        assert (pacs8["debtor_name"], pacs8["creditor_name"]) == ("JOHN DOE", "Mike Smith")
        assert (pacs8["debtor_agent"], pacs8["creditor_agent"]) == ("ITUSUSP1XXX", "USTBUS31XXX")
        assert (pacs8["amount"], pacs8["currency"], pacs8["booked_at"]) == ("5000", "USD", "2018-07-31")
        (pacs9,) = iso((folder / "pacs.009.001.07.xml").read_text())
        assert (pacs9["amount"], pacs9["debtor_agent"], pacs9["debtor_name"]) == ("22423", "SSTYPLP1XXX", "SDFGS SDFGD")
        assert iso((folder / "camt.053.001.07.xml").read_text()) == []  # balances only

    def test_memory_does_not_grow_with_the_file(self) -> None:
        import tracemalloc

        one = entry("CRDT", details=DETAIL.format(amount=""))
        peaks = []
        for count in (500, 5000):
            stream = io.BytesIO(statement(one * count).encode())
            tracemalloc.start()
            assert sum(1 for _ in iso20022.rows(stream, "x.xml")) == count
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        assert peaks[1] < peaks[0] * 1.5

    @pytest.mark.parametrize(
        "head",
        [
            '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
            '<!DOCTYPE a SYSTEM "http://example.invalid/x.dtd">',
            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        ],
    )
    def test_a_document_type_declaration_is_refused(self, head: str) -> None:
        xml = head + statement(entry("CRDT")).partition("?>")[2]
        with pytest.raises(UnsafeInput, match="document type declaration"):
            iso(xml)

    def test_endless_nesting_is_refused(self) -> None:
        with pytest.raises(UnsafeInput, match="nested"):
            iso("<a>" * 500 + "</a>" * 500)

    def test_a_cut_file_is_refused_with_the_line(self) -> None:
        with pytest.raises(InputRefused, match=r"^x\.xml:\d+: not well-formed XML"):
            iso(statement(entry("CRDT"))[:-40])


def mt(text: str) -> list[dict[str, str | None]]:
    return [{k: v for k, v in row.items() if v} for row in swift.rows(text.split("\n"))]


MT940 = """{{1:F01AAAAGB2LAXXX0000000000}}{{2:O9401200240301AAAAGB2LAXXX00000000002403011200N}}{{4:
:20:REF
:25:GB33BUKB20201555555555
:28C:1/1
:60F:C240229GBP100,00
{lines}
:62F:C240301GBP100,00
-}}"""


class TestSwift:
    @pytest.mark.parametrize(
        ("mark", "debtor"),
        [("D", True), ("C", False), ("RC", True), ("RD", False)],
    )
    def test_the_mark_gives_the_side(self, mark: str, debtor: bool) -> None:  # noqa: FBT001
        (row,) = mt(MT940.format(lines=f":61:2403010301{mark}1234,5NTRFREF1//BANK"))
        assert (row.get("debtor_account") == "GB33BUKB20201555555555") == debtor
        assert (row.get("creditor_account") == "GB33BUKB20201555555555") != debtor
        assert (row["row"], row["amount"], row["currency"], row["booked_at"]) == ("6", "1234.5", "GBP", "2024-03-01")

    @pytest.mark.parametrize(
        ("value_entry", "booked"),
        [
            ("2401020102", "2024-01-02"),
            ("2401021230", "2023-12-30"),
            ("2312300102", "2024-01-02"),
            ("240102", "2024-01-02"),
        ],
    )
    def test_the_entry_date_takes_the_nearer_year(self, value_entry: str, booked: str) -> None:
        assert mt(MT940.format(lines=f":61:{value_entry}D1,NTRFX"))[0]["booked_at"] == booked

    def test_what_is_no_statement_line_is_refused_with_its_number(self) -> None:
        assert mt(MT940.format(lines=":61:24XX01D1,")) == [
            {"row": "6", "refusal": "not a statement line as SWIFT defines it"}
        ]

    def test_mt103_and_its_acknowledgement(self, samples: Path) -> None:
        rows = mt((samples / "mt103_mt101/MT103-bulk-with-ack.rje").read_text())
        assert [(r["row"], r["amount"], r["currency"], r["booked_at"]) for r in rows] == [
            ("2", "3700", "USD", "2019-04-25"),
            ("21", "1321.00", "USD", "2019-04-25"),
            ("38", "1417.8", "USD", "2019-04-25"),
        ]
        assert (rows[1]["debtor_account"], rows[1]["debtor_name"]) == ("1111111111", "ANANANANANANA")

    def test_thirteen_payments_one_with_a_uetr(self, samples: Path) -> None:
        rows = mt((samples / "mt103_mt101/MT103-out-ack.rje").read_text())
        assert len(rows) == 13
        assert rows[0]["uetr"] == "8579f4a4-a547-463e-ae63-e7c6620d59b4"
        assert rows[6]["creditor_account"] == "ES0123456789012345671234"

    def test_mt101(self, samples: Path) -> None:
        (row,) = mt((samples / "mt103_mt101/MT101.fin").read_text())
        assert (row["debtor_account"], row["creditor_account"]) == ("344110001637", "344110000361")
        assert (row["amount"], row["currency"], row["booked_at"]) == ("14.00", "CNY", "2017-05-02")

    def test_statements_of_eight_banks_agree_with_their_published_reading(self, samples: Path) -> None:
        checked = 0
        for expected in sorted((samples / "mt940/mt940_tests").glob("*/*.yml")):
            file = expected.with_suffix(".sta")
            if not file.exists():
                continue
            # "- '0.01'" is the amount, negative for a debit
            text = expected.read_text(encoding="utf-8", errors="replace").partition("\ntransactions:")[2]
            wanted = [
                (Decimal(amount), status)
                for amount, status in re.findall(
                    r"models\.Transaction\n.*?decimal\.Decimal\n\s+- '?([-\d.]+)'?\n.*?\n    status: (\w+)",
                    text,
                    re.DOTALL,
                )
            ]
            lines = file.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n").split("\n")
            rows = list(swift.rows(lines))
            assert len(rows) == text.count("models.Transaction\n"), file.name
            got = [Decimal(row["amount"] or "0") for row in rows]
            assert got == [abs(amount) for amount, _ in wanted], file.name
            checked += len(rows)
        assert checked == 211


class TestCounterparty:
    @pytest.mark.parametrize(
        ("details", "found"),
        [
            (
                "166?00GUTSCHRIFT?20EREF+E1SVWZ+Miete Mai?30COBADEFFXXX?31DE89370400440532013000?32KARL?33 KAUFMANN",
                ("DE89370400440532013000", "KARL KAUFMANN", "COBADEFFXXX", "Miete Mai"),
            ),
            (
                "166?00GUTSCHRIFT?20SVWZ+Wer zahlt? Ada?Ben?21 oder C?D?32KARL?33 KAUFMANN",
                (None, "KARL KAUFMANN", None, "Wer zahlt? Ada?Ben oder C?D"),
            ),
            (
                "/TRTP/SEPA OVERBOEKING/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/NAME/J JANSEN/REMI/huur/EREF/NOTPROVIDED",
                ("NL91ABNA0417164300", "J JANSEN", "ABNANL2A", "huur"),
            ),
            (
                "/CNTP/NL91ABNA0417164300/ABNANL2A/J JANSEN///REMI/USTD//huur/",
                ("NL91ABNA0417164300", "J JANSEN", "ABNANL2A", "huur"),
            ),
            (
                "911 TRANSAKCJA; Z RACH.: \n56114010810000267002001001; OD: JAN NOWAK; TYT.: PRZELEW;",
                ("56114010810000267002001001", "JAN NOWAK", None, "PRZELEW"),
            ),
            (
                "NL91ABNA0417164300 j jansen\n\nhuur",
                ("NL91ABNA0417164300", "j jansen", None, "NL91ABNA0417164300 j jansen huur"),
            ),
            ("NL91ABNA0417164301 wrong digits", (None, None, None, "NL91ABNA0417164301 wrong digits")),
        ],
    )
    def test_each_bank_in_its_own_way(self, details: str, found: tuple[str | None, ...]) -> None:
        row = counterparty(details)
        assert tuple(row.get(k) for k in ("account", "name", "agent", "text")) == found

    def test_the_own_iban_is_not_the_other_side(self) -> None:
        own = "NL91ABNA0417164300"
        assert "account" not in counterparty(f"from {own}", own=own)

    def test_an_iban_in_groups_is_found_with_its_end(self) -> None:
        text = "to GB33 BUKB 2020 1555 5555 55 rent"
        found = find_iban(text)
        assert found is not None
        assert (found[0], text[found[1] : found[2]]) == ("GB33BUKB20201555555555", "GB33 BUKB 2020 1555 5555 55")


def test_goaml() -> None:
    xml = """<report><rentity_id>1</rentity_id><currency_code_local>EUR</currency_code_local>
    <transaction><transactionnumber>T1</transactionnumber><date_transaction>2024-03-01T10:00:00</date_transaction>
    <transmode_code>A</transmode_code><amount_local>1200.00</amount_local>
    <t_from_my_client><from_funds_code>K</from_funds_code><from_account><institution_name>Bank</institution_name><swift>AAAADEFF</swift>
    <account>123</account><account_name>Payer GmbH</account_name></from_account></t_from_my_client>
    <t_to><to_person><first_name>Ann</first_name><last_name>Example</last_name></to_person></t_to></transaction></report>"""
    (row,) = goaml.rows(io.BytesIO(xml.encode()), "x.xml")
    assert {k: v for k, v in row.items() if v} == {
        "row": "1",
        "debtor_account": "123",
        "debtor_name": "Payer GmbH",
        "debtor_agent": "AAAADEFF",
        "creditor_name": "Ann Example",
        "amount": "1200.00",
        "currency": "EUR",
        "booked_at": "2024-03-01T10:00:00",
        "transfer_type": "A",
        "end_to_end_id": "T1",
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("iso20022", statement(entry("CRDT"))),
        ("swift", MT940.format(lines=":61:2403010301D1,NTRFX")),
        ("swift", "\n:20:ST\n:25:PL29114010810000267002001002\n:61:1701190119CN0,01NTRFNONREF"),
        ("goaml", "<?xml version='1.0'?>\n<report>\n<rentity_id>1</rentity_id>"),
    ],
)
def test_messages_are_recognised_by_their_own_loader_only(name: str, text: str) -> None:
    sample = Sample("file", text.encode(), text)
    sure = {loader.name: loader.recognise(sample)[0] for loader in LOADERS if loader.recognise}
    assert max(sure, key=lambda n: sure[n]) == name
    assert sorted(sure.values())[-2] == 0


def test_prose_is_no_message() -> None:
    text = "To: somebody\n:) see you at 20:30\n20,30\n"
    assert all(loader.recognise(Sample("x", text.encode(), text))[0] == 0 for loader in LOADERS if loader.recognise)
