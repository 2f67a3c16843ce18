"""Every sign has words, and the words name nobody and judge nobody."""

from __future__ import annotations

import re

import numpy as np
import pytest
from netinvest.analysis.exposure import measure_exposure
from netinvest.analysis.measure import measure
from netinvest.findings.wording import CONTRARY, CONTROL, CONTROL_OF_EXPOSED, EXPOSURE, Wording
from tests.unit.analysis.sketch import Sketch

STREAMS = {"calls", "transfers", "advertisements", "subjects"}
ALL = [(name, words) for table in (CONTROL, EXPOSURE, CONTROL_OF_EXPOSED, CONTRARY) for name, words in table.items()]
FORBIDDEN = re.compile(r"traffick|kingpin|prostitut|pimp|guilty|criminal|offender|madam|whore|slave", re.IGNORECASE)


def test_every_sign_that_is_measured_has_a_wording() -> None:
    network = Sketch(4).talk(0, [1, 2]).advertise("some text", 1).network()
    measures = measure(network)
    exposure = measure_exposure(network, measures)
    assert set(measures.signs) == set(CONTROL)
    assert set(exposure.signs) == set(EXPOSURE)
    assert set(exposure.control_signs) == set(CONTROL_OF_EXPOSED)


@pytest.mark.parametrize(("name", "words"), ALL)
def test_a_sentence_is_whole_and_judges_nobody(name: str, words: Wording) -> None:
    said = words.say(alias="A-00042", value=0.75, count=3.0, expected=0.123)
    assert "A-00042" in said
    assert said.endswith(".")
    assert "{" not in said
    assert not FORBIDDEN.search(f"{name} {said} {words.misread}")
    assert words.stream in STREAMS
    assert words.rests_on[0] in {
        "tied", "paid_by", "pays", "handed_by", "tree_below", "trade_below", "called_by", "named_in",
            "spoke_with", "held_with",
    }  # fmt: skip
    assert words.misread or name in CONTRARY


def test_a_wording_without_a_null_model_needs_no_expectation() -> None:
    assert (
        CONTROL["earnings_end_here"]
        .say(alias="A-1", value=2.0, count=2.0, expected=None)
        .startswith("What 2 people handed over")
    )


def test_counts_are_whole_and_shares_are_per_cent() -> None:
    said = CONTROL["control_ties"].say(alias="A-1", value=9.9, count=4.0, expected=0.26)
    assert "with 4 people" in said
    assert "bring 0.26." in said
    assert "with 1 person" in CONTROL["control_ties"].say(alias="A-1", value=9.9, count=1.0, expected=0.26)
    assert EXPOSURE["contact_narrowed"].say(alias="A-1", value=0.5, count=0.5, expected=None).startswith("50% of")


def test_masks_that_evidence_rests_on_exist() -> None:
    from netinvest.analysis.assessment import assess
    from netinvest.findings.evidence import EvidenceRequest
    from netinvest.findings.lead import LeadWriter

    network = Sketch(4).talk(0, [1, 2]).network()
    writer = LeadWriter(network, assess(network, seed=1, perturbations=0), EvidenceRequest(), "run")
    for _, words in ALL:
        kind, mask = words.rests_on
        assert mask in writer._masks or kind == "named_in"
    assert all(len(mask) == network.size for mask in writer._masks.values())
    assert isinstance(writer._masks["anybody"], np.ndarray)


def test_a_part_of_what_one_person_hands_over_is_not_nobodys() -> None:
    said = CONTROL["earnings_end_here"].say(alias="A-00042", value=0.3, count=0.3, expected=None)
    assert "What 1 person handed over" in said
