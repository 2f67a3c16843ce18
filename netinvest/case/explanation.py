"""A finding in sentences: what speaks for it, what speaks against it, how sure it is, and how it is misread."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from netinvest.case.text_table import clean
from netinvest.model.finding import FindingKind
from netinvest.plural import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

MEANING = {
    FindingKind.LIKELY_COORDINATOR: "may be coordinating",
    FindingKind.LIKELY_LINKED_VICTIM: "may be exploited, and linked to those who may be in control",
    FindingKind.POSSIBLE_VICTIM_OFFENDER: "may be exploited, and shows signs of control too",
    FindingKind.NETWORK: "people linked with each other over time",
    FindingKind.AD_CLUSTER: "advertisements that belong together",
    FindingKind.FUNNEL_ACCOUNT: "money of several people runs together here and leaves again",
    FindingKind.SET_ASIDE_HUB: "looks like an innocent hub, and was set aside",
}
_CONTRARY = {FindingKind.POSSIBLE_VICTIM_OFFENDER: "Signs of control, to be weighed after these"}


class Explanation:
    """Findings in sentences, as text and as HTML."""

    def __init__(self, findings: list[dict[str, Any]]) -> None:
        self.findings = findings

    def paragraphs(self) -> Iterator[tuple[str, list[str]]]:
        """Headings and the sentences under them."""
        for finding in self.findings:
            kind = FindingKind(finding["kind"])
            subject = finding["subject"]
            yield f"{subject['alias']}: {MEANING[kind]} ({finding['id']})", list(_standing(finding))
            yield "What speaks for it", [_sentence(item) for item in finding["indicators"]]
            yield (
                _CONTRARY.get(kind, "What speaks against it"),
                [_sentence(item) for item in finding["contrary"]]
                or ["Nothing in these records; that is not the same as nothing."],
            )
            without = [
                f"Without the {stream}: rank {facts['rank_without'] or 'none, no lead any more'}."
                for stream, facts in sorted(finding["streams"].items())
                if isinstance(facts, dict) and "rank_without" in facts
            ]
            if without:
                yield "If one kind of record is left out", without
            if finding["decisions"]:
                yield "Identity rests on these decisions", list(finding["decisions"])
            yield "Keep in mind", list(finding["caveats"])

    def __str__(self) -> str:
        lines: list[str] = []
        for heading, sentences in self.paragraphs():
            lines += ([""] if lines else []) + [clean(heading), *(f"  - {clean(sentence)}" for sentence in sentences)]
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return "".join(
            f"<p><b>{html.escape(clean(heading))}</b></p><ul>"
            + "".join(f"<li>{html.escape(clean(sentence))}</li>" for sentence in sentences)
            + "</ul>"
            for heading, sentences in self.paragraphs()
        )


def _standing(finding: dict[str, Any]) -> Iterator[str]:
    yield f"Category: {finding['subject']['category'].replace('_', ' ')}."
    place = f"Rank {finding['rank']} of its kind, score {finding['score']:g}"
    if finding["interval"]:
        low, high = finding["interval"]
        place += f"; between rank {low} and {high} in 90 % of the perturbed repeats"
    yield f"{place}."
    if finding["stability"] is not None:
        yield f"It stayed a lead of this kind in {finding['stability']:.0%} of the repeats."


def _sentence(indicator: dict[str, Any]) -> str:
    """The sentence, with its p-value and how many rows stand behind it."""
    rows = sum(item["total"] for item in indicator["evidence"])
    notes = []
    if indicator["p_value"] is not None:
        notes.append(f"p = {indicator['p_value']:g}")
    if rows:
        notes.append(f"{plural(rows, 'row')} in {plural(len(indicator['evidence']), 'file')}")
    return f"{indicator['sentence']} ({'; '.join(notes)})" if notes else indicator["sentence"]
