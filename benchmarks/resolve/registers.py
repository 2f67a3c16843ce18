"""CPU and memory of proposing over registers of 100,000 people with few names, in a process of its own.

Half the entries stand in a second register too, one in ten of these with a slip. Usage: registers.py [PEOPLE].
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from netinvest.ledger.ledger import Ledger
from netinvest.resolve import propose, resolve

# 400 first names and 2,000 surnames, the first of each list far more often
PEOPLE = """
CREATE TEMP TABLE who AS
SELECT i, 'g' || translate((pow(hash(i, 'g') % 100000 / 100000, 3) * 400)::INT::VARCHAR, '0123456789', 'aeioubdfkl')
       || ' f' || translate((pow(hash(i, 'f') % 100000 / 100000, 3) * 2000)::INT::VARCHAR, '0123456789', 'aeioubdfkl')
       AS name,
       DATE '1950-01-01' + (hash(i, 'b') % 20000)::INT AS born, (hash(i, 'h') % 300)::VARCHAR || ' street '
       || (hash(i, 's') % 3000) AS address
FROM range($people) AS t(i)
"""
REGISTERS = """
INSERT INTO subject (source_no, row, subject_id, name, birth_date, address)
SELECT 1, i, 'a' || i, name, born, address FROM who
UNION ALL
SELECT 2, i, 'b' || i, CASE WHEN i % 20 = 0 THEN name || 'x' ELSE name END, born, address FROM who WHERE i % 2 = 0;
INSERT INTO subject_identifier (source_no, row, kind, value)
SELECT 1, i, 'phone', '+4477' || lpad(i::VARCHAR, 8, '0') FROM who
UNION ALL SELECT 2, i, 'account', 'GB' || i FROM who WHERE i % 2 = 0
"""


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder, Ledger.create(Path(folder) / "a.case") as ledger:
        ledger.con.execute(PEOPLE, {"people": people})
        ledger.con.execute(REGISTERS)
        before = time.process_time()
        propose(ledger)
        proposed = time.process_time() - before
        resolve(ledger)
        resolved = time.process_time() - before - proposed
        (right, made) = ledger.con.execute(
            "SELECT count(*) FILTER (left_key[11:] = (right_key[13:])::BIGINT::VARCHAR), count(*) FROM decision "
            "WHERE rule = 'account_holder' AND score >= 0.9"
        ).fetchone()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{people:,} people and {people // 2:,} again: propose {proposed:.1f} CPU-s, resolve {resolved:.1f} CPU-s, "
            f"peak {peak:.0f} MB; {made:,} account holders proposed at 0.9 or more, {right:,} of them right, "
            f"of {people // 2:,}"
        )


if __name__ == "__main__":
    main()
