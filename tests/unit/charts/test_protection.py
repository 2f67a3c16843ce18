"""A victim shown as a trafficker, or named, is the worst error a chart can make."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest
from netinvest.charts import CaseFacts, Chart, SourceFact
from netinvest.charts.document import unpacked
from netinvest.charts.role import STYLES, Role
from netinvest.model.finding import Evidence, Finding, FindingKind, Indicator, Subject

COORDINATOR, VICTIM = FindingKind.LIKELY_COORDINATOR, FindingKind.LIKELY_LINKED_VICTIM
BOTH, FUNNEL = FindingKind.POSSIBLE_VICTIM_OFFENDER, FindingKind.FUNNEL_ACCOUNT
PHONE, ACCOUNT, EMAIL = "+447700900123", "GB33BUKB20201555555555", "star.light@example.test"


def _case(
    ring_case: Any,
    *,
    kinds: tuple[FindingKind, ...],
    category: str = "unknown",
    protected: bool = False,
    reveal: bool = False,
) -> Chart:
    """One actor with these leads and identifiers, spelt in sentences, file names and facts in several ways."""
    identifiers = [{"kind": k, "value": v} for k, v in (("phone", PHONE), ("account", ACCOUNT), ("email", EMAIL))]
    actors = pa.Table.from_pylist(
        [
            {"actor_id": "actor:1", "alias": "A-00001", "category": category, "protected": protected,
             "identifiers": identifiers, "roles": []},
            {"actor_id": "actor:2", "alias": "A-00002", "category": "contact", "protected": False,
             "identifiers": [{"kind": "phone", "value": v} for v in ("+447700900555", PHONE)], "roles": []},
        ],
        schema=ring_case.ACTORS,
    )  # fmt: skip
    spelt = f"{PHONE} rang; 07700 900123 paid; (0)7700-900-123; gb33bukb20201555555555, {EMAIL.upper()}."
    evidence = (Evidence("call", "ab" * 32, "07700900123_calls.csv", (1,), 1),)
    sign = Indicator("x", "calls", 1.0, None, None, spelt, evidence)
    findings = [
        Finding(f"F-{i}", kind, Subject("actor:1", "A-00001", category, tuple(identifiers)), 1, 1.0, None, None,
                (sign,), (replace(sign, sentence="It speaks for them."),), {}, (), evidence, (spelt,), "run")
        for i, kind in enumerate(kinds)
    ]  # fmt: skip
    facts = CaseFacts(f"case of {PHONE}", sources=(SourceFact(f"statement_{ACCOUNT}.csv", "cd" * 32),), gaps=(spelt,),
                      parameters={"target": EMAIL})  # fmt: skip
    return Chart(findings, actors, ring_case.RingCase(rings=0).links, facts, reveal=reveal)


def _read(chart: Chart) -> str:
    """All that the page says, packed or not; the script's own digits are not ours."""
    return chart.html.split("<script")[0] + unpacked(chart.html)


def _leaks(text: str) -> list[str]:
    folded = text.casefold()
    digits = "".join(c for c in text if c.isdigit())
    return [v for v in (ACCOUNT, EMAIL) if v.casefold() in folded] + (["phone"] if "7700900123" in digits else [])


@pytest.mark.parametrize(
    ("kinds", "category", "protected"),
    [
        ((VICTIM,), "unknown", False),
        ((BOTH,), "suspect", False),
        ((FUNNEL,), "victim", False),
        ((FUNNEL,), "contact, minor", False),
        ((COORDINATOR,), "suspect", True),
        ((), "possible_victim", False),
    ],
)
def test_no_identifier_of_somebody_protected_is_in_the_page(
    ring_case: Any, *, kinds: tuple[FindingKind, ...], category: str, protected: bool
) -> None:
    chart = _case(ring_case, kinds=kinds, category=category, protected=protected)
    page = _read(chart)
    assert _leaks(page) == []
    assert "+447700900555" in page  # the other actor's own number is shown
    assert "[A-00001]_calls.csv" in page or not kinds
    assert _leaks(repr(chart) + str(chart.to_pyvis().nodes)) == []


def test_a_reveal_shows_them_and_says_so(ring_case: Any) -> None:
    chart = _case(ring_case, kinds=(VICTIM,), reveal=True)
    assert _leaks(_read(chart)) == [ACCOUNT, EMAIL, "phone"]
    assert '"revealed":true' in _read(chart)


def test_an_unprotected_suspect_is_shown_with_identifiers(ring_case: Any) -> None:
    chart = _case(ring_case, kinds=(COORDINATOR,), category="suspect")
    assert ACCOUNT in _read(chart)
    assert chart.scene.actors[0].role is Role.LIKELY_COORDINATOR


@pytest.mark.parametrize(
    ("kinds", "category", "protected", "expected"),
    [
        ((COORDINATOR,), "victim", False, Role.POSSIBLE_VICTIM_OFFENDER),
        ((COORDINATOR,), "unknown", True, Role.POSSIBLE_VICTIM_OFFENDER),
        ((COORDINATOR,), "suspect, minor", False, Role.POSSIBLE_VICTIM_OFFENDER),
        ((COORDINATOR, VICTIM), "unknown", False, Role.POSSIBLE_VICTIM_OFFENDER),
        ((COORDINATOR, BOTH), "suspect", False, Role.POSSIBLE_VICTIM_OFFENDER),
        ((FUNNEL, VICTIM), "unknown", False, Role.LIKELY_LINKED_VICTIM),
        ((FUNNEL,), "victim", False, Role.PROTECTED_PERSON),
        ((FUNNEL, COORDINATOR), "suspect", False, Role.LIKELY_COORDINATOR),
        ((), "minor", False, Role.PROTECTED_PERSON),
        ((), "witness", False, Role.OTHER),
    ],
)  # fmt: skip
def test_nobody_with_signs_of_exploitation_is_drawn_as_a_coordinator(
    ring_case: Any, *, kinds: tuple[FindingKind, ...], category: str, protected: bool, expected: Role
) -> None:
    scene = _case(ring_case, kinds=kinds, category=category, protected=protected).scene
    assert scene.actors[0].role is expected
    told = [finding["kind"] for finding in scene.findings]
    assert ("likely_coordinator" in told) == (expected is Role.LIKELY_COORDINATOR)


def test_pseudonyms_that_stand_for_identifiers_already_are_left_alone(ring_case: Any) -> None:
    """The facade replaces identifiers in findings by the alias; that alias must not be taken for a number."""
    case = ring_case.RingCase()
    pseudonymous = [
        replace(f, subject=replace(f.subject, identifiers=({"kind": "phone", "value": f.subject.alias},
                                                           {"kind": "account", "value": "protected"})))
        for f in case.findings
    ]  # fmt: skip
    scene = Chart(pseudonymous, case.actors, case.links, case.facts, members=case.members).scene
    assert scene.actors[5].alias == "A-00006"
    told = next(f for f in scene.findings if f["alias"] == "A-00006")
    assert told["indicators"][1]["sentence"].startswith("A-00006 lies on")


def test_a_demoted_coordinator_is_told_with_what_speaks_for_them_first(ring_case: Any) -> None:
    finding = _case(ring_case, kinds=(COORDINATOR,), category="victim").scene.findings[0]
    assert finding["kind"] == "possible_victim_offender"
    assert [i["sentence"] for i in finding["indicators"]] == ["It speaks for them."]
    assert "signs of exploitation" in finding["caveats"][0]


def test_roles_differ_in_shape_or_size_as_well_as_colour() -> None:
    """A colour-blind reader and a photocopy tell coordinator from victim by shape."""
    assert len({style.fill for style in STYLES.values()}) == len(Role)
    assert len({(style.shape, style.size) for style in STYLES.values()}) == len(Role)
    assert STYLES[Role.LIKELY_COORDINATOR].shape not in {
        s.shape for r, s in STYLES.items() if r is not Role.LIKELY_COORDINATOR
    }
