# ruff: noqa: E501, UP031 - made-up records
"""Files of the formats that are no tables, record by record, and how a record of each is damaged."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

HOSTILE = [
    "", " ", "-", "N/A", "1e400", "9" * 40, "-1", "31/02/2026", "2026-13-45", "2026-02-30T25:61:61Z", "\u0663\u0664\u0665", "NaN",
    "25:61:61", "\u202e\u200b", "\U0001f600" * 9, "x" * 3000, "'", '"', "=1+1", "{4:", "&", "<", "]]>", "0", "+", "GB00", "Infinity",
    "12345678901234567890.123456789", "\ufffd", "null", "2026-01-13", "\u00e9" * 300,
]  # fmt: skip


def phone(n: int) -> str:
    return f"+447700{900000 + n % 1000}"


def iban(n: int) -> str:
    bban = f"37040044{n % 500:010d}"
    return f"DE{98 - int(f'{bban}131400') % 97:02d}{bban}"


def day(n: int) -> str:
    return f"2026-01-{n % 28 + 1:02d}"


def damaged_xml(record: str, rng: random.Random) -> str:
    """A record that is still well-formed."""
    for _ in range(rng.choice([1, 1, 2, 5])):
        leaves = list(re.finditer(r"<(\w+)((?: [^<>]*)?)>([^<>]*)</\1>", record))
        if not leaves:
            break
        leaf = rng.choice(leaves)
        tag, attributes, text = leaf.groups()
        hostile = escape(rng.choice(HOSTILE))
        instead = rng.choice([
            f"<{tag}{attributes}>{hostile}</{tag}>", "", leaf[0] * 2, f"<{tag}/>", f"<{tag}>{text}</{tag}>", f"<!-- {tag} -->",
            f"<x{attributes}>{text}</x>", f"<{tag}{attributes}><![CDATA[{text}]]></{tag}>", f"<{tag}{attributes}><deep>{text}</deep></{tag}>",
            f"<{tag} Ccy={json.dumps(hostile)[:1]}{escape(rng.choice(HOSTILE), {chr(34): '&quot;'})}{json.dumps(hostile)[:1]}>{text}</{tag}>",
            f"<?x {tag}?>{leaf[0]}", f"\n<{tag}{attributes}>\t{text.replace('&', '')[::-1]}\n</{tag}>",
        ])  # fmt: skip
        record = record[: leaf.start()] + instead + record[leaf.end() :]
    return record


def damaged_json(record: Any, rng: random.Random) -> Any:
    """An object that is still JSON, under its own id."""
    made = copy.deepcopy(record)
    for _ in range(rng.choice([1, 1, 2, 5])):
        places: list[tuple[Any, Any]] = []
        waiting: list[Any] = [made]
        while waiting:
            found = waiting.pop()
            below = found.items() if isinstance(found, dict) else enumerate(found)
            for key, value in below:
                if key not in {"id", "@id"}:
                    places.append((found, key))
                if isinstance(value, dict | list):
                    waiting.append(value)
        if not places:
            break
        where, key = rng.choice(places)
        old = where[key]
        change = rng.randrange(6)
        if change == 0:
            del where[key]
        else:
            odd = [
                None,
                True,
                [],
                {},
                10**30,
                -0.5,
                float("inf"),
                "\ud800",
                "a\x00b",
                [[old]],
                {"@value": old},
                {"@id": "k1"},
            ]
            where[key] = rng.choice([rng.choice(HOSTILE), rng.choice(odd)])
    return made


def damaged_lines(record: str, rng: random.Random) -> str:
    """A SWIFT message in its own envelope."""
    head, *lines, end = record.split("\n")
    for _ in range(rng.choice([1, 1, 2, 5])):
        at = rng.randrange(len(lines)) if lines else 0
        hostile = rng.choice(HOSTILE).replace("{4:", "")
        old = lines[at] if lines else ""
        lines[at : at + 1] = rng.choice([
            [], [old, old], [old[: rng.randrange(len(old) + 1)]], [old[:4] + hostile], [hostile], [old[::-1]], [hostile, old],
            [re.sub(r"\d", lambda _: rng.choice("0123456789,X "), old)], [old.replace(",", rng.choice([".", "", ",,"]))],
            [old[:4] + old[4:].lower()], [":" + rng.choice(["61", "86", "20", "32A", "30", "21", "25", "59"]) + ":" + hostile],
        ])  # fmt: skip
    lines = [line for line in lines if "{1:" not in line and not re.fullmatch(r"\s*-\}?.*", line)]
    return "\n".join([head, *lines, end])


def _entry(n: int) -> str:
    who = "Dbtr" if n % 2 else "Cdtr"
    return (
        f'<Ntry><Amt Ccy="EUR">{n}.50</Amt><CdtDbtInd>{"CRDT" if n % 2 else "DBIT"}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
        f"<BookgDt><Dt>{day(n)}</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>E{n}</EndToEndId></Refs><RltdPties><{who}><Nm>Person {n}</Nm></{who}>"
        f"<{who}Acct><Id><IBAN>{iban(n)}</IBAN></Id></{who}Acct></RltdPties><RmtInf><Ustrd>rent {n}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n"
    )


def _statement(records: list[str]) -> str:
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Acct><Id><IBAN>GB33BUKB20201555555555</IBAN></Id></Acct>\n'
        + "".join(records) + "</Stmt></BkToCstmrStmt></Document>"
    )  # fmt: skip


def _credit(n: int) -> str:
    return (
        f"<CdtTrfTxInf><PmtId><EndToEndId>E{n}</EndToEndId></PmtId><Amt><InstdAmt Ccy='EUR'>{n}.25</InstdAmt></Amt><CdtrAgt><FinInstnId><BIC>COBADEFF</BIC>"
        f"</FinInstnId></CdtrAgt><Cdtr><Nm>Person {n}</Nm></Cdtr><CdtrAcct><Id><IBAN>{iban(n)}</IBAN></Id></CdtrAcct><RmtInf><Ustrd>rent {n}</Ustrd></RmtInf></CdtTrfTxInf>\n"
    )  # fmt: skip


def _initiation(records: list[str]) -> str:
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"><CstmrCdtTrfInitn><GrpHdr><MsgId>M</MsgId></GrpHdr><PmtInf><PmtMtd>TRF</PmtMtd>'
        "<ReqdExctnDt>2026-01-05</ReqdExctnDt><Dbtr><Nm>Firm</Nm></Dbtr><DbtrAcct><Id><IBAN>GB33BUKB20201555555555</IBAN></Id></DbtrAcct>\n"
        + "".join(records) + "</PmtInf></CstmrCdtTrfInitn></Document>"
    )  # fmt: skip


def _goaml(n: int) -> str:
    return (
        f"<transaction><transactionnumber>T{n}</transactionnumber><date_transaction>{day(n)}T00:00:00</date_transaction><transmode_code>A</transmode_code>"
        f"<amount_local>{n}.75</amount_local><t_from_my_client><from_account><institution_name>Bank</institution_name><account>{iban(n)}</account></from_account>"
        f"</t_from_my_client><t_to><to_person><first_name>Ana</first_name><last_name>Test {n}</last_name></to_person></t_to></transaction>\n"
    )


def _goaml_report(records: list[str]) -> str:
    return (
        "<report><rentity_id>1</rentity_id><submission_code>E</submission_code><currency_code_local>EUR</currency_code_local>\n"
        + "".join(records) + "</report>"
    )  # fmt: skip


def _mt940(n: int) -> str:
    return (
        "{1:F01BANKDEFFAXXX0000000000}{2:I940BANKDEFFXXXXN}{4:\n:20:STMT%d\n:25:DE89370400440532013000\n:28C:1/1\n:60F:C260101EUR100,00\n"
        ":61:2601%02d01%02dC%d,50NTRFREF%d//B%d\n:86:166?00TRANSFER?20rent %d?32Person %d?31%s\n:62F:C260131EUR200,00\n-}"
    ) % (n, n % 28 + 1, n % 28 + 1, n, n, n, n, n, iban(n))


def _mt103(n: int) -> str:
    return (
        "{1:F01BANKDEFFAXXX0000000000}{2:I103BANKDEFFXXXXN}{4:\n:20:REF%d\n:23B:CRED\n:32A:2601%02dEUR%d,75\n:50K:/DE89370400440532013000\nFirm\n"
        ":59:/%s\nPerson %d\n:70:rent %d\n:71A:SHA\n-}"
    ) % (n, n % 28 + 1, n, iban(n), n, n)


def _mt101(n: int) -> str:
    return (
        "{1:F01BANKDEFFAXXX0000000000}{2:I101BANKDEFFXXXXN}{4:\n:20:REF%d\n:28D:1/1\n:50H:/DE89370400440532013000\nFirm\n:30:2601%02d\n"
        ":21:PAY%d\n:32B:EUR%d,25\n:59:/%s\nPerson %d\n:70:rent %d\n:71A:SHA\n-}"
    ) % (n, n % 28 + 1, n, n, iban(n), n, n)


def _entity(n: int) -> Any:
    if n % 3 == 0:
        return {
            "id": f"k{n}",
            "schema": "Call",
            "properties": {
                "callerNumber": [phone(n)],
                "receiverNumber": [phone(n + 7)],
                "date": [f"{day(n)}T{n % 24:02d}:{n % 60:02d}:{n % 59:02d}"],
                "duration": [str(n)],
            },
        }
    if n % 3 == 1:
        return {
            "id": f"x{n}",
            "schema": "Payment",
            "properties": {
                "payerAccount": [f"b{n % 9}"],
                "beneficiary": [f"c{n % 9}"],
                "amount": [f"{n}.50"],
                "currency": ["EUR"],
                "date": [day(n)],
                "transactionNumber": [f"T{n}"],
            },
        }
    return {
        "id": f"p{n}",
        "schema": "Person",
        "properties": {"name": [f"Person {n}"], "phone": [phone(n)], "email": [f"p{n}@example.org"]},
    }


def _entities(records: list[Any]) -> str:
    known = [{"id": f"b{n}", "schema": "BankAccount", "properties": {"iban": [iban(n)]}} for n in range(9)]
    known += [{"id": f"c{n}", "schema": "Company", "properties": {"name": [f"Firm {n}"]}} for n in range(9)]
    return "".join(json.dumps(record) + "\n" for record in known + records)


def _model(n: int) -> str:
    if n % 4 == 0:
        return (
            f'<model type="Contact" id="p{n}"><field name="Name"><value>Person {n}</value></field><multiModelField name="Entries"><model type="PhoneNumber">'
            f'<field name="Value"><value>{phone(n)}</value></field></model></multiModelField></model>\n'
        )
    return (
        f'<model type="{"Call" if n % 2 else "SMS"}" id="c{n}"><field name="TimeStamp"><value>{day(n)}T{n % 24:02d}:{n % 60:02d}:{n % 59:02d}.000+00:00</value></field>'
        f'<field name="Duration"><value>00:01:{n % 60:02d}</value></field><multiModelField name="Parties"><model type="Party"><field name="Identifier"><value>{phone(n)}</value>'
        f'</field><field name="Role"><value>{"From" if n % 3 else "To"}</value></field></model></multiModelField></model>\n'
    )


def _ufed(records: list[str]) -> str:
    return (
        '<project id="x" xmlns="http://pa.cellebrite.com/report/2.0"><metadata section="Device Info"><item name="DeviceInfoDetectedPhoneNumber">+447700900200</item></metadata>'
        "<decodedData>\n" + "".join(records) + "</decodedData></project>"
    )  # fmt: skip


def _node(n: int) -> Any:
    if n % 4 == 0:
        return {
            "@id": f"p{n}",
            "@type": "uco-observable:ObservableObject",
            "uco-core:hasFacet": [
                {
                    "@type": "uco-observable:ContactFacet",
                    "uco-observable:displayName": f"Person {n}",
                    "uco-observable:phoneNumber": {"@id": f"a{n % 9}"},
                }
            ],
        }
    facet = {
        "@type": "uco-observable:CallFacet",
        "uco-observable:from": {"@id": f"a{n % 9}"},
        "uco-observable:to": {"@id": f"a{(n + 1) % 9}"},
        "uco-observable:startTime": {
            "@type": "xsd:dateTime",
            "@value": f"{day(n)}T{n % 24:02d}:{n % 60:02d}:{n % 59:02d}Z",
        },
        "uco-observable:duration": n,
    }
    return {"@id": f"k{n}", "@type": "uco-observable:Call", "uco-core:hasFacet": [facet]}


def _graph(records: list[Any]) -> str:
    accounts = [
        {
            "@id": f"a{n}",
            "@type": "uco-observable:PhoneAccount",
            "uco-core:hasFacet": [
                {"@type": "uco-observable:PhoneAccountFacet", "uco-observable:phoneNumber": phone(n)}
            ],
        }
        for n in range(9)
    ]
    context = {
        "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
        "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    }
    return json.dumps({"@context": context, "@graph": accounts + records})


@dataclass(frozen=True)
class Format:
    """A format: what reads it, its file's name, how a file is made of records, and how one is damaged."""

    loader: str
    suffix: str
    record: Callable[[int], Any]
    whole: Callable[[list[Any]], str]
    damage: Callable[[Any, random.Random], Any]


FORMATS = {
    "camt": Format("iso20022", ".xml", _entry, _statement, damaged_xml),
    "pain": Format("iso20022", ".xml", _credit, _initiation, damaged_xml),
    "goaml": Format("goaml", ".xml", _goaml, _goaml_report, damaged_xml),
    "mt940": Format("swift", ".sta", _mt940, "\n".join, damaged_lines),
    "mt103": Format("swift", ".txt", _mt103, "\n".join, damaged_lines),
    "mt101": Format("swift", ".txt", _mt101, "\n".join, damaged_lines),
    "followthemoney": Format("followthemoney", ".json", _entity, _entities, damaged_json),
    "ufed": Format("ufed", ".xml", _model, _ufed, damaged_xml),
    "case_uco": Format("case_uco", ".json", _node, _graph, damaged_json),
}
