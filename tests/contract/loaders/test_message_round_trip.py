# ruff: noqa: E501 - messages as they are written
"""Transfers and calls written as messages and reports come back exactly, whoever takes part and whatever is said."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger
from tests.hostile.messages import iban

if TYPE_CHECKING:
    from collections.abc import Callable

OWN, OWN_NAME = iban(499), "Harbour Lettings"
FEW = settings(max_examples=25, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SWIFT_WORDS = st.lists(st.text(_LETTERS, min_size=2, max_size=8), min_size=1, max_size=2)
XML_WORDS = st.lists(st.text("ABCdefghåłé漢字&<>'\"0123456789.-", min_size=1, max_size=9), min_size=1, max_size=4)


@dataclass(frozen=True)
class Paid:
    """One transfer between the own account and another."""

    out: bool
    account: str
    name: str
    pence: int
    currency: str
    day: date
    text: str
    reference: str

    @property
    def amount(self) -> str:
        return f"{self.pence // 100}.{self.pence % 100:02d}"

    @property
    def truth(self) -> tuple[Any, ...]:
        sides = [(OWN, OWN_NAME), (self.account, self.name)]
        (debtor, creditor) = sides if self.out else sides[::-1]
        return (*debtor, *creditor, self.amount, self.currency, str(self.day), self.reference, self.text)


def transfers(words: st.SearchStrategy[list[str]], *, both_ways: bool) -> st.SearchStrategy[list[Paid]]:
    """Several transfers, told apart by their references."""
    said = words.map(lambda made: " ".join(["Ada", *made]))  # a word first: "-" alone says nothing
    one = st.builds(
        Paid, st.booleans() if both_ways else st.just(value=True), st.integers(0, 400).map(iban), said,
        st.integers(1, 10**11), st.sampled_from(["EUR", "GBP", "JPY", "KES"]),
        st.dates(date(1995, 1, 1), date(2035, 12, 31)), said, st.just(""),
    )  # fmt: skip
    numbered = st.lists(one, min_size=1, max_size=12)
    return numbered.map(lambda made: [Paid(**{**vars(p), "reference": f"E{n}"}) for n, p in enumerate(made)])


def _party(role: str, account: str, name: str) -> tuple[str, str]:
    return (
        f"<{role}><Nm>{escape(name)}</Nm></{role}>",
        f"<{role}Acct><Id><IBAN>{account}</IBAN></Id></{role}Acct>",
    )


def _document(message: str, body: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{message}">{body}</Document>'


def camt(made: list[Paid]) -> str:
    def entry(p: Paid) -> str:
        party, account = _party("Cdtr" if p.out else "Dbtr", p.account, p.name)
        return (
            f'<Ntry><Amt Ccy="{p.currency}">{p.amount}</Amt><CdtDbtInd>{"DBIT" if p.out else "CRDT"}</CdtDbtInd>'
            f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{p.day}</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>"
            f"{p.reference}</EndToEndId></Refs><RltdPties>{party}{account}</RltdPties><RmtInf><Ustrd>{escape(p.text)}"
            "</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        )

    own = f"<Acct><Id><IBAN>{OWN}</IBAN></Id><Ownr><Nm>{OWN_NAME}</Nm></Ownr></Acct>"
    statement = f"<BkToCstmrStmt><Stmt>{own}{''.join(map(entry, made))}</Stmt></BkToCstmrStmt>"
    return _document("camt.053.001.08", statement)


def _sides(p: Paid) -> tuple[str, ...]:
    sides = [(OWN, OWN_NAME), (p.account, p.name)]
    debtor, creditor = sides if p.out else sides[::-1]
    return (*_party("Dbtr", *debtor), *_party("Cdtr", *creditor))


def pacs(made: list[Paid]) -> str:
    def transaction(p: Paid) -> str:
        return (
            f'<CdtTrfTxInf><PmtId><EndToEndId>{p.reference}</EndToEndId></PmtId><IntrBkSttlmAmt Ccy="{p.currency}">'
            f"{p.amount}</IntrBkSttlmAmt><IntrBkSttlmDt>{p.day}</IntrBkSttlmDt>{''.join(_sides(p))}"
            f"<RmtInf><Ustrd>{escape(p.text)}</Ustrd></RmtInf></CdtTrfTxInf>"
        )

    body = "".join(map(transaction, made))
    return _document(
        "pacs.008.001.10", f"<FIToFICstmrCdtTrf><GrpHdr><MsgId>M</MsgId></GrpHdr>{body}</FIToFICstmrCdtTrf>"
    )


def pain(made: list[Paid]) -> str:
    def payment(p: Paid) -> str:
        debtor, debtor_account, creditor, creditor_account = _sides(p)
        return (
            f"<PmtInf><PmtMtd>TRF</PmtMtd><ReqdExctnDt><Dt>{p.day}</Dt></ReqdExctnDt>{debtor}{debtor_account}"
            f"<CdtTrfTxInf><PmtId><EndToEndId>{p.reference}</EndToEndId></PmtId><Amt>"
            f'<InstdAmt Ccy="{p.currency}">{p.amount}</InstdAmt></Amt>{creditor}{creditor_account}'
            f"<RmtInf><Ustrd>{escape(p.text)}</Ustrd></RmtInf></CdtTrfTxInf></PmtInf>"
        )

    body = "".join(map(payment, made))
    return _document("pain.001.001.09", f"<CstmrCdtTrfInitn><GrpHdr><MsgId>M</MsgId></GrpHdr>{body}</CstmrCdtTrfInitn>")


def mt103(made: list[Paid]) -> str:
    def message(p: Paid) -> str:
        sides = [(OWN, OWN_NAME), (p.account, p.name)]
        (payer, payer_name), (payee, payee_name) = sides if p.out else sides[::-1]
        return (
            f"{{1:F01BANKDEFFAXXX0000000000}}{{2:I103BANKDEFFXXXXN}}{{4:\r\n:20:{p.reference}\r\n:23B:CRED\r\n"
            f":32A:{p.day:%y%m%d}{p.currency}{p.amount.replace('.', ',')}\r\n:50K:/{payer}\r\n{payer_name}\r\n"
            f":59:/{payee}\r\n{payee_name}\r\n:70:{p.text}\r\n:71A:SHA\r\n-}}"
        )

    return "\r\n".join(map(message, made)) + "\r\n"


def mt940(made: list[Paid]) -> str:
    def movement(p: Paid) -> str:
        mark = "D" if p.out else "C"
        return (
            f":61:{p.day:%y%m%d}{p.day:%m%d}{mark}{p.amount.replace('.', ',')}NTRF{p.reference}\r\n"
            f":86:166?00TRANSFER?20{p.text}?31{p.account}?32{p.name}\r\n"
        )

    body = "".join(map(movement, made))
    return f":20:STMT\r\n:25:{OWN}\r\n:28C:1/1\r\n:60F:C200101EUR100,00\r\n{body}:62F:C350101EUR200,00\r\n-\r\n"


def goaml(made: list[Paid]) -> str:
    def side(tag: str, account: str, name: str) -> str:
        holder = f"<account>{account}</account><account_name>{escape(name)}</account_name>"
        return f"<t_{tag}><{tag}_account>{holder}</{tag}_account></t_{tag}>"

    def transaction(p: Paid) -> str:
        sides = [(OWN, OWN_NAME), (p.account, p.name)]
        debtor, creditor = sides if p.out else sides[::-1]
        return (
            f"<transaction><transactionnumber>{p.reference}</transactionnumber><transaction_description>{escape(p.text)}"
            f"</transaction_description><date_transaction>{p.day}T00:00:00</date_transaction><amount_local>{p.amount}"
            f"</amount_local>{side('from', *debtor)}{side('to', *creditor)}</transaction>"
        )

    return f"<report><rentity_id>1</rentity_id><currency_code_local>EUR</currency_code_local>{''.join(map(transaction, made))}</report>"


QUERY = """
SELECT debtor_account, debtor_name, creditor_account, creditor_name, amount::DECIMAL(20, 2)::VARCHAR, currency,
       booked_at_utc::DATE::VARCHAR, end_to_end_id, remittance_information FROM transfer ORDER BY row
"""


def _back(text: str, suffix: str, query: str) -> tuple[list[tuple[Any, ...]], int]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"message{suffix}"
        file.write_bytes(text.encode())
        with Ledger.create(Path(folder) / "x.case") as ledger:
            report = load_file(ledger, file, country="GB", time_zone="UTC", loaded_by="test")
            return ledger.con.execute(query).fetchall(), report.rejected


@pytest.mark.parametrize("write", [camt, pacs, pain], ids=lambda write: write.__name__)
def test_iso_20022(write: Callable[[list[Paid]], str]) -> None:
    @FEW
    @given(transfers(XML_WORDS, both_ways=True))
    def holds(made: list[Paid]) -> None:
        assert _back(write(made), ".xml", QUERY) == ([p.truth for p in made], 0)

    holds()


@FEW
@given(transfers(XML_WORDS, both_ways=True))
def test_goaml(made: list[Paid]) -> None:
    found, rejected = _back(goaml(made), ".xml", QUERY)
    assert ([row[:5] + row[6:7] for row in found], rejected) == ([p.truth[:5] + p.truth[6:7] for p in made], 0)
    assert {row[5] for row in found} == {"EUR"}


@FEW
@given(transfers(SWIFT_WORDS, both_ways=True))
def test_mt103(made: list[Paid]) -> None:
    found, rejected = _back(mt103(made), ".txt", QUERY)
    assert ([row[:7] + row[8:] for row in found], rejected) == ([p.truth[:7] + p.truth[8:] for p in made], 0)


@FEW
@given(transfers(SWIFT_WORDS, both_ways=True))
def test_mt940(made: list[Paid]) -> None:
    found, rejected = _back(mt940(made), ".sta", QUERY)
    told = [(p.out, p.account, p.name, p.amount, str(p.day), p.text) for p in made]
    read = [(row[0] == OWN, *(row[2:4] if row[0] == OWN else row[:2]), row[4], row[6], row[8]) for row in found]
    assert (read, rejected) == (told, 0)
    assert {row[5] for row in found} == {"EUR"}  # a statement is in the currency of its balance


CALLS = st.lists(
    st.tuples(st.booleans(), st.integers(1, 999), st.integers(0, 10**8), st.integers(0, 86399), st.booleans()),
    min_size=1, max_size=12,
)  # fmt: skip
PHONE, START = "+447700900000", datetime(2020, 1, 1, tzinfo=UTC)


@FEW
@given(CALLS)
def test_ufed_call_logs(made: list[tuple[bool, int, int, int, bool]]) -> None:
    def call(n: int, out: bool, other: int, after: int, seconds: int, video: bool) -> str:  # noqa: FBT001, PLR0917
        moment = (START + timedelta(seconds=after)).strftime("%Y-%m-%dT%H:%M:%S.000+00:00")
        lasted = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        return (
            f'<model type="Call" id="{n}"><field name="Type"><value type="CallType">{"Outgoing" if out else "Incoming"}'
            f'</value></field><field name="VideoCall"><value type="Boolean">{video}</value></field>'
            f'<field name="TimeStamp"><value type="TimeStamp">{moment}</value></field><field name="Duration">'
            f'<value type="TimeSpan">{lasted}</value></field><multiModelField name="Parties" type="Party">'
            f'<model type="Party"><field name="Identifier"><value type="String">+447700900{other:03d}</value></field>'
            f'<field name="Role"><value type="PartyRole">{"To" if out else "From"}</value></field></model>'
            "</multiModelField></model>"
        )

    body = "".join(call(n, *one) for n, one in enumerate(made))
    text = (
        '<?xml version="1.0" encoding="utf-8"?><project name="Phone" xmlns="http://pa.cellebrite.com/report/2.0">'
        f'<metadata section="Device Information"><item name="MSISDN">{PHONE}</item></metadata><decodedData>'
        f'<modelType type="Call">{body}</modelType></decodedData></project>'
    )
    query = "SELECT DISTINCT originating_msisdn, terminating_msisdn, answered_at_utc, duration_s FROM call"
    found, rejected = _back(text, ".xml", query)
    told = {
        (*((PHONE, f"+447700900{other:03d}") if out else (f"+447700900{other:03d}", PHONE)),
         (START + timedelta(seconds=after)).replace(tzinfo=None), seconds)
        for out, other, after, seconds, _ in made
    }  # fmt: skip
    assert (set(found), rejected) == (told, 0)
