from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import netinvest as ni
import numpy as np
import pytest
from netinvest.errors import CaseError, InputRefused, UsageError
from netinvest.model.category import PROTECTED
from netinvest.synthetic import write_case

if TYPE_CHECKING:
    from pathlib import Path

    from netinvest.case import Case, LoadReport, Result

NUMBER = re.compile(r"\+?44\s?7700\s?9\d{5}|GB\d{2}[A-Z]{4}\d{10}")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("files")
    truth = write_case(folder, seed=11, scale="small", layouts="plain")
    return sorted(path for path in folder.iterdir() if path != truth)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    path = tmp_path_factory.mktemp("facade") / "harbour.case"
    return ni.create_case(path, country="GB", time_zone="Europe/London")


@pytest.fixture(scope="module")
def report(case: Case, files: list[Path]) -> LoadReport:
    return case.load(*files)


@pytest.fixture(scope="module")
def result(case: Case, report: LoadReport) -> Result:
    return case.analyse(seed=7, perturbations=5)


@pytest.mark.usefixtures("report")
def test_public_names_are_those_listed() -> None:
    assert set(ni.__all__) == {"Case", "LoadReport", "Result", "__version__", "create_case", "open_case"}
    assert all(getattr(ni, name) for name in ni.__all__)
    with pytest.raises(AttributeError):
        _ = ni.nothing_of_the_kind


def test_a_report_is_a_table_in_text_and_in_html(report: LoadReport, files: list[Path]) -> None:
    assert len(repr(report).splitlines()) == len(files) + 1
    html = report._repr_html_()
    assert html.count("<tr>") == len(files) + 1
    assert all(file.name in repr(report) and file.name in html for file in files)


def test_leads_are_frames_by_kind_without_identifiers(result: Result) -> None:
    frames = {
        "likely_coordinator": result.coordinators,
        "likely_linked_victim": result.linked_victims,
        "possible_victim_offender": result.possible_victim_offenders,
        "network": result.networks,
        "ad_cluster": result.ad_clusters,
        "funnel_account": result.funnel_accounts,
        "set_aside_hub": result.set_aside_hubs,
    }
    for kind, frame in frames.items():
        assert len(frame) == sum(finding["kind"] == kind for finding in result.findings)
        assert list(frame["rank"]) == list(range(1, len(frame) + 1))
        assert "identifiers" not in frame.columns
        assert not NUMBER.search(frame.to_csv())
    assert len(result.coordinators) > 0
    assert len(result.linked_victims) > 0
    assert not set(result.coordinators["category"]) & set(PROTECTED)
    assert not set(result.coordinators["alias"]) & set(result.linked_victims["alias"])
    assert not set(result.coordinators["alias"]) & set(result.possible_victim_offenders["alias"])
    assert len(result.to_pandas()) == len(result.findings)
    with pytest.raises(UsageError, match="likely_coordinator"):
        result.to_pandas("boss")


def test_representations_name_nobody(case: Case, result: Result) -> None:
    explanation = result.explain(result.findings[0]["id"])
    chart = case.chart(result)
    for shown in (case, result, explanation, chart):
        assert not NUMBER.search(repr(shown))
    for made in (result, explanation):
        assert not NUMBER.search(made._repr_html_())
    assert repr(case) == "<Case harbour>"
    assert "<td>harbour</td><td>" in case._repr_html_()
    assert result.run_id in repr(result)


def test_the_graph_in_other_tools_is_the_same(case: Case, result: Result) -> None:
    nx_graph, ig_graph = case.to_networkx(), case.to_igraph()
    assert set(nx_graph) == set(ig_graph.vs["name"])
    assert nx_graph.number_of_edges() == ig_graph.ecount() > 1000
    here = sorted((a, b, d["stream"], d["count"]) for a, b, d in nx_graph.edges(data=True))
    there = sorted(
        (ig_graph.vs[e.source]["name"], ig_graph.vs[e.target]["name"], e["stream"], e["count"]) for e in ig_graph.es
    )
    assert here == there
    assert {stream for *_, stream, _ in here} == {"calls", "messages", "transfers", "advertisements"}
    protected = {name for name, data in nx_graph.nodes(data=True) if data["protected"]}
    assert set(result.linked_victims["alias"]) <= protected
    assert not set(result.coordinators["alias"]) & protected
    assert not NUMBER.search(repr(list(nx_graph.nodes(data=True))))


def test_centralities_are_those_of_the_graph(case: Case, result: Result) -> None:
    graph = case.to_igraph().as_undirected(mode="collapse")
    found = case.centralities(seed=1)
    assert list(found.index) == graph.vs["name"]
    assert found["contacts"].tolist() == graph.degree()
    assert found["core"].tolist() == graph.coreness()
    assert found["pagerank"].tolist() == pytest.approx(graph.pagerank(), rel=1e-3)
    known = found["betweenness_error"] == 0
    assert known.all() == (len(found) <= 2_000)
    assert np.corrcoef(found["betweenness"], graph.betweenness())[0, 1] > 0.95
    assert not NUMBER.search(" ".join(found.index))


def test_links_add_up_to_the_records(case: Case, result: Result) -> None:
    calls = case.to_pandas("calls")
    voice = calls[(calls["service"] == "voice")].dropna(subset=["originating_msisdn", "terminating_msisdn"])
    own = voice["originating_msisdn"] == voice["terminating_msisdn"]
    linked = sum(d["count"] for *_, d in case.to_networkx().edges(data=True) if d["stream"] == "calls")
    # events that two sources report count once, and calls between two phones of one person are no link
    assert 0.9 * (~own).sum() <= linked <= (~own).sum()


def test_evidence_of_every_coordinator_lies_in_the_files(case: Case, result: Result) -> None:
    ids = {source["source_id"] for source in case.sources()}
    frame = case.evidence(result.coordinators["finding"].iloc[0])
    assert len(frame) > 0
    assert set(frame["source_id"]) <= ids
    assert set(frame["for_or_against"]) <= {"for", "against"}


def test_a_reveal_shows_everything_and_is_logged(case: Case, result: Result) -> None:
    with pytest.raises(UsageError, match="purpose"):
        case.reveal(purpose=" ")
    before = len(case.log())
    opened = case.reveal(purpose="safeguarding visit")
    frame = opened.result().linked_victims
    assert all(len(identifiers) > 0 for identifiers in frame["identifiers"])
    assert NUMBER.search(frame.to_csv())
    assert repr(opened) == "<Case harbour, revealed>"
    assert not NUMBER.search(repr(opened.result()))
    logged = case.log()[before:]
    assert {(entry.action, entry.purpose) for entry in logged} == {("disclosure", "safeguarding visit")}
    assert not case.revealed
    assert "identifiers" not in case.result().linked_victims.columns


def test_the_same_case_in_any_order_of_files_gives_the_same_findings(
    result: Result, files: list[Path], tmp_path: Path
) -> None:
    other = ni.create_case(tmp_path / "other.case", country="GB", time_zone="Europe/London")
    for file in reversed(files):
        other.load(file)
    again = other.analyse(seed=7, perturbations=5)

    def told(found: Result) -> list[dict[str, Any]]:
        return found.findings

    assert again.run_id == result.run_id
    assert told(again) == told(result)


def test_a_refused_file_raises_only_if_nothing_was_loaded(tmp_path: Path, files: list[Path]) -> None:
    made = ni.create_case(tmp_path / "a.case")
    (tmp_path / "letter.txt").write_text("Dear Sir or Madam\n")
    with pytest.raises(InputRefused, match=r"letter\.txt"):
        made.load(tmp_path / "letter.txt")
    report = made.load(tmp_path / "letter.txt", files[0])
    assert [name for name, _ in report.refused] == ["letter.txt"]
    assert [source.name for source in report.sources] == [files[0].name]
    assert "refused" in repr(report)
    with pytest.raises(UsageError, match="no file"):
        made.load()
    with pytest.raises(CaseError, match="no analysis yet"):
        made.result()


def test_a_question_with_a_wrong_keyword_is_told_the_right_ones(case: Case, result: Result) -> None:
    with pytest.raises(UsageError, match="takes no stream; use streams, since, until, run, rows"):
        case.around(result.coordinators["alias"].iloc[0], stream="calls")  # type: ignore[call-arg]


def test_two_readers_do_not_lock_each_other_out(case: Case, result: Result) -> None:
    other = ni.open_case(case.path)
    assert other.result().run_id == case.result().run_id == result.run_id


def test_a_result_says_when_it_is_out_of_date(case: Case, result: Result, tmp_path: Path) -> None:
    assert "Note:" not in repr(case.result())
    later = tmp_path / "later.csv"
    later.write_text(
        "originating_msisdn,terminating_msisdn,answered_at_utc,duration_s,service\n"
        "+447700900123,+447700900456,2026-01-05T10:00:00Z,61,voice\n"
    )
    case.load(later)
    assert "run netinvest analyse again" in repr(case.result())
    assert "run netinvest analyse again" in case.result()._repr_html_()
    case.load(later)  # the same bytes again change nothing
    again = case.analyse(seed=7, perturbations=5)
    assert again.run_id != result.run_id
    assert "Note:" not in repr(case.result())


def test_arrow_tables_hold_what_the_graphs_hold(case: Case, result: Result) -> None:
    actors, links = case.to_arrow()
    graph = case.to_networkx()
    assert actors["alias"].to_pylist() == list(graph)
    there = sorted((a, b, d["stream"], d["count"], d.get("amount", "")) for a, b, d in graph.edges(data=True))
    here = sorted(
        (r["start"], r["end"], r["stream"], r["count"], "" if r["amount"] is None else f"{r['amount']:f}")
        for r in links.to_pylist()
    )
    assert here == there
    assert not NUMBER.search(str(actors.to_pylist()))
