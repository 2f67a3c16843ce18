"""CPU of loading a bank statement in XML (camt.053), start-up included, as a ratio of lxml's bare iterparse.

    python benchmarks/ingest/camt053.py [MEGABYTES ...] [--repeats 3]

Prints medians of user + system time of whole processes, in one run: lxml's ``iterparse`` that looks at no element
(and clears none, which would cost it more), and a load into a new case; and the peak memory of the load, which must
not grow with the file: from about 120 MB on it holds one row group of the case (122,880 entries), never more.
"""

from __future__ import annotations

import random
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent))
from calls import LOAD, used  # the sibling, which measures processes

BARE = """
import sys
from lxml import etree
for _ in etree.iterparse(sys.argv[1]):
    pass
"""
BAR, CONSTANT = 3.0, 1.1
_TOP = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-02-01T00:00:00Z</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><Acct><Id><IBAN>GB33BUKB20201555555555</IBAN></Id><Ccy>GBP</Ccy>
<Ownr><Nm>Harbour Lettings Ltd</Nm></Ownr>
<Svcr><FinInstnId><BICFI>BUKBGB22</BICFI></FinInstnId></Svcr></Acct>
"""
_ENTRY = """<Ntry>
  <NtryRef>{at}</NtryRef>
  <Amt Ccy="GBP">{pounds}.{pence:02d}</Amt>
  <CdtDbtInd>{side}</CdtDbtInd>
  <Sts><Cd>BOOK</Cd></Sts>
  <BookgDt><Dt>2026-01-{day:02d}</Dt></BookgDt>
  <ValDt><Dt>2026-01-{day:02d}</Dt></ValDt>
  <AcctSvcrRef>REF{at:012d}</AcctSvcrRef>
  <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
  <NtryDtls>
    <TxDtls>
      <Refs><MsgId>{at}</MsgId><EndToEndId>E2E{at}</EndToEndId><TxId>T{at}</TxId></Refs>
      <AmtDtls><TxAmt><Amt Ccy="GBP">{pounds}.{pence:02d}</Amt></TxAmt></AmtDtls>
      <RltdPties>
        <{who}><Nm>Person {person}</Nm><PstlAdr><Ctry>DE</Ctry><AdrLine>{person} Sea Street</AdrLine></PstlAdr></{who}>
        <{who}Acct><Id><IBAN>{iban}</IBAN></Id></{who}Acct>
      </RltdPties>
      <RltdAgts><{who}Agt><FinInstnId><BICFI>COBADEFF</BICFI></FinInstnId></{who}Agt></RltdAgts>
      <RmtInf><Ustrd>rent for room {room}, week {day}</Ustrd></RmtInf>
    </TxDtls>
  </NtryDtls>
</Ntry>
"""


def _iban(account: int) -> str:
    bban = f"37040044{account:010d}"
    return f"DE{98 - int(f'{bban}131400') % 97:02d}{bban}"


def write(file: Path, megabytes: float) -> int:
    """A statement of entries with one detail each; returns how many."""
    rng = random.Random(1)  # noqa: S311 - a made-up statement
    people = [_iban(n) for n in range(5000)]
    at = 0
    with file.open("w", encoding="utf-8") as out:
        size = out.write(_TOP)
        while size < megabytes * 1e6:
            person, side = rng.randrange(len(people)), rng.choice(("CRDT", "DBIT"))
            size += out.write(
                _ENTRY.format(
                    at=at, pounds=rng.randrange(9000), pence=rng.randrange(100), side=side, day=rng.randrange(1, 29),
                    who="Dbtr" if side == "CRDT" else "Cdtr", person=person, iban=people[person],
                    room=rng.randrange(40),
                )
            )  # fmt: skip
            at += 1
        out.write("</Stmt></BkToCstmrStmt></Document>\n")
    return at


def measure(file: Path, repeats: int) -> tuple[float, float, float]:
    """CPU seconds of lxml and of the load, and the load's peak MiB."""
    bare, load, peak = [], [], 0.0
    for _ in range(repeats):
        bare.append(used(sys.executable, "-c", BARE, str(file))[0])
        with tempfile.TemporaryDirectory(dir=file.parent) as folder:
            cpu, memory = used(sys.executable, "-c", LOAD, str(Path(folder) / "x.case"), str(file), "new")
            load.append(cpu)
            peak = max(peak, memory)
    return median(bare), median(load), peak


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("megabytes", type=float, nargs="*", default=[200, 400])
    parser.add_argument("--repeats", type=int, default=3)
    told = parser.parse_args()
    peaks = []
    for megabytes in told.megabytes:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "statement.xml"
            entries = write(file, megabytes)
            bare, load, peak = measure(file, told.repeats)
        peaks.append(peak)
        print(f"camt.053 of {megabytes:,.0f} MB, {entries:,} entries, median of {told.repeats}, CPU seconds")
        print(f"  lxml iterparse {bare:6.2f}   load {load:6.2f}   {load / bare:.2f} x lxml (bar {BAR:g} at 200 MB)")
        print(f"  peak {peak:,.0f} MiB, {peak / peaks[0]:.2f} x that of the first (bar {CONSTANT:g})", flush=True)


if __name__ == "__main__":
    main()
