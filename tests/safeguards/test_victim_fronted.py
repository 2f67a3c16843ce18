"""Two hundred networks in which the exploited were put in front, and every kind of output.

The one in front holds the phone that customers call, collects from the others, posts the advertisements and pays
upward: all that centrality takes for a leader. Whoever bears a sign of exploitation is never called a likely
coordinator in any output, and no name or number of theirs is in one.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import random
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from netinvest.synthetic.identifiers import phones

sys.path.insert(0, str(Path(__file__).parents[1]))

from unit.cli.conftest import run

NETWORKS = 200
SEED = 2026
WEEKS = 8


@dataclass
class Planted:
    """A case of planted networks and who in it may not be called a coordinator."""

    case: Path
    exploited: dict[str, str] = field(default_factory=dict)  # number -> name
    accounts: set[str] = field(default_factory=set)
    fronts: set[str] = field(default_factory=set)


def _write(folder: Path, draw: random.Random) -> tuple[list[Path], Planted]:  # noqa: C901
    serial = iter(range(10_000, 1_000_000))
    numbers = iter(phones(np.random.default_rng(SEED), "GB", 9000))
    planted = Planted(folder / "fronts.case")
    calls: list[list[object]] = []
    pays: list[list[object]] = []
    ads: list[dict[str, object]] = []
    register: list[list[object]] = []

    def number() -> str:
        return next(numbers)

    def account() -> str:
        return f"ACC{next(serial):08d}"

    def call(a: str, b: str, day: int) -> None:
        at = f"2026-0{1 + day // 28}-{1 + day % 28:02d}T{draw.randrange(9, 23):02d}:{draw.randrange(60):02d}:00Z"
        calls.append([a, b, at, draw.randrange(20, 400), "voice"])

    def pay(a: str, b: str, amount: int, day: int) -> None:
        pays.append([a, b, f"{amount}.00", "GBP", f"2026-0{1 + day // 28}-{1 + day % 28:02d}", ""])

    for ring in range(NETWORKS):
        if ring % 3 == 0:  # somebody in the background takes from three fronts
            boss, boss_account = number(), account()
            register.append([f"B{ring}", f"Boss{ring:03d}", boss, boss_account, "suspect" if ring % 5 == 0 else ""])
        front, others = number(), [number() for _ in range(draw.randrange(1, 4))]
        held = {boss: boss_account, **{who: account() for who in (front, *others)}}
        sign = (
            ring % 4
        )  # advertised only; a register's victim; a possible victim; a minor by the age in the advertisement
        for place, who in enumerate((front, *others)):
            planted.exploited[who] = f"Person{ring:03d}x{place}"
            planted.accounts.add(held[who])
            for week in range(draw.randrange(2, WEEKS)):
                ads.append(  # noqa: PERF401
                    {
                        "ad_id": f"{ring}-{place}-{week}",
                        "site": "board.example",
                        "posted_at": f"2026-01-{1 + week * 3:02d}T10:00:00Z",
                        "title": f"new in town {ring}",
                        "body": f"text of house {ring} call me any time of the day",
                        "phone": who,
                        "user": f"poster{ring}",
                        "age": 17 if sign == 3 and place == 0 else 24,
                        "image_digests": [hashlib.sha256(b"%d" % ring).hexdigest()[:16]],
                    }
                )
        planted.fronts.add(front)
        category = {1: "victim", 2: "possible victim"}.get(sign, "")
        register.append([f"S{ring}", planted.exploited[front], front, held[front], category])
        register += [
            [f"O{ring}.{place}", planted.exploited[who], who, held[who], ""] for place, who in enumerate(others)
        ]
        customers = [number() for _ in range(draw.randrange(8, 20))]
        for day in range(WEEKS * 7):
            for customer in draw.sample(customers, 2):
                call(customer, front, day)
            for other in others:
                if day % 2:
                    call(front, other, day)
                if day % 7 == 2:
                    pay(held[other], held[front], draw.randrange(100, 400), day)
            if day % 7 == 3:
                call(boss, front, day)
                pay(held[front], held[boss], draw.randrange(300, 900), day)
            if day % 3 == 0:
                pay(f"CUST{draw.randrange(10**7):07d}", held[front], draw.randrange(60, 200), day)
    files = []
    for name, heading, rows in (
        ("calls.csv", "calling number,called number,start time,duration,service", calls),
        ("payments.csv", "debtor account,creditor account,amount,currency,date,reference", pays),
        ("register.csv", "subject id,name,phone,account,category", register),
    ):
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([heading.split(","), *rows])
        files.append(folder / name)
        files[-1].write_text(text.getvalue())
    files.append(folder / "ads.jsonl")
    files[-1].write_text("".join(json.dumps(ad) + "\n" for ad in ads))
    return files, planted


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    folder = tmp_path_factory.mktemp("fronts")
    files, made = _write(folder, random.Random(SEED))  # noqa: S311
    assert run("create", made.case, "--country", "GB").code == 0
    loaded = run("load", made.case, *files)
    assert loaded.code == 0, loaded.err
    assert run("analyse", made.case, "--seed", "1", "--perturbations", "4").code == 0
    return made


def _aliases(planted: Planted) -> set[str]:
    """The aliases of the exploited, as a reveal shows them."""
    import duckdb

    with duckdb.connect(str(planted.case / "case.duckdb"), read_only=True) as con:
        rows = con.execute("SELECT identifier_key, actor_no FROM run_actor").fetchall()
    wanted = {f"phone:{n}" for n in planted.exploited} | {f"account:{a}" for a in planted.accounts}
    # the one in front posts for all under a user name that nothing ties to the rest
    return {f"A-{no:05d}" for key, no in rows if key in wanted or "poster" in key}


def _leaks(planted: Planted, text: str) -> list[str]:
    numbers = {number.lstrip("+") for number in planted.exploited}
    found = set(re.findall(r"\d{10,}", text)) & numbers
    found |= set(re.findall(r"Person\d{3}x\d", text)) & set(planted.exploited.values())
    return sorted(found | (set(re.findall(r"ACC\d{8}", text)) & planted.accounts))


def test_nobody_with_signs_of_exploitation_is_a_likely_coordinator(planted: Planted) -> None:
    findings = run("findings", planted.case, "--json").json()["findings"]
    aliases = _aliases(planted)
    assert len(aliases) >= NETWORKS
    called = {f["subject"]["alias"] for f in findings if f["kind"] == "likely_coordinator"}
    assert called, "somebody is found, and it is nobody of these"
    assert called & aliases == set()
    both = [f for f in findings if f["kind"] == "possible_victim_offender"]
    assert {f["subject"]["alias"] for f in both} & aliases
    for finding in both:
        assert "victim-first" in " ".join(finding["caveats"])
    assert {f["subject"]["category"] for f in findings if f["subject"]["alias"] in aliases} <= {
        "victim",
        "possible_victim",
        "minor",
    }


@pytest.mark.parametrize("name", ["leads.csv", "leads.json", "leads.parquet"])
def test_files_of_leads_say_so_too_and_name_nobody(planted: Planted, tmp_path: Path, name: str) -> None:
    import duckdb

    out = tmp_path / name
    assert run("export", planted.case, out).code == 0
    if name.endswith(".json"):
        rows = [(f["subject"]["alias"], f["kind"], json.dumps(f)) for f in json.loads(out.read_text())["findings"]]
    else:
        reader = "read_parquet" if name.endswith("parquet") else "read_csv"
        rows = duckdb.sql(f"SELECT alias, kind, t::VARCHAR FROM {reader}('{out}') AS t").fetchall()
    aliases = _aliases(planted)
    assert {alias for alias, kind, _ in rows if kind == "likely_coordinator"} & aliases == set()
    assert _leaks(planted, "\n".join(text for *_, text in rows)) == []


def test_terminal_explanations_evidence_and_remedies_name_nobody(planted: Planted) -> None:
    findings = run("findings", planted.case, "--json").json()["findings"]
    aliases = _aliases(planted)
    told = [run("findings", planted.case).out, run("remedies", planted.case, "--json").out]
    told += [run("category", planted.case).out, run("decisions", planted.case).out, run("log", planted.case).out]
    for finding in [f for f in findings if f["subject"]["alias"] in aliases][:6]:
        explained = run("explain", planted.case, finding["id"]).out
        assert "likely coordinator" not in explained.lower().replace("never listed as a likely coordinator", "")
        told += [explained, run("evidence", planted.case, finding["id"]).out]
    assert _leaks(planted, "\n".join(told)) == []


@pytest.mark.parametrize("ending", ["html", "pdf", "svg", "png"])
def test_charts_and_their_metadata_name_nobody(planted: Planted, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"chart.{ending}"
    done = run("chart", planted.case, out)
    assert done.code == 0, done.err
    content = out.read_bytes()
    text = content.decode("latin-1")
    if ending == "html":
        text += _unpacked(text)
    if ending == "pdf":
        from pypdf import PdfReader

        reader = PdfReader(io.BytesIO(content))
        text += " ".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
    assert _leaks(planted, text) == []


KINDS = ["n.anx", "n.xlsx", "n.csv", "n.graphml", "n.gexf", "n.ftm", "n.case", "n.stix"]


@pytest.mark.parametrize("name", KINDS)
def test_networks_for_other_tools_name_nobody(planted: Planted, tmp_path: Path, name: str) -> None:
    out, form = tmp_path / name, name[2:].replace("csv", "edges")
    done = run("export", planted.case, out, "--to", form)
    assert done.code == 0, done.err
    files = [out] if out.is_file() else [file for file in out.rglob("*") if file.is_file()]
    text = "\n".join(_opened(file.read_bytes()) for file in (files or list(tmp_path.iterdir())))
    assert len(text) > 1000
    assert _leaks(planted, text) == []
    for number in list(planted.exploited)[:40]:  # nor as a hash that could be tried
        for form_of in (number, number.lstrip("+"), f"phone:{number}"):
            assert hashlib.sha256(form_of.encode()).hexdigest() not in text


def test_a_bundle_and_statistics_name_nobody(planted: Planted, tmp_path: Path) -> None:
    import zipfile

    assert run("export", planted.case, tmp_path / "b.zip", "--to", "bundle").code == 0
    with zipfile.ZipFile(tmp_path / "b.zip") as bundle:
        parts = {name: bundle.read(name) for name in bundle.namelist()}
    for name, content in parts.items():
        text = _opened(content)
        assert _leaks(planted, text + _unpacked(text)) == [], name
    findings = json.loads(next(content for name, content in parts.items() if name.endswith("findings.json")))
    called = {f["subject"]["alias"] for f in findings["findings"] if f["kind"] == "likely_coordinator"}
    assert called & _aliases(planted) == set()
    assert run("statistics", planted.case, tmp_path / "s.csv").code == 0
    counted = (tmp_path / "s.csv").read_text()
    assert _leaks(planted, counted) == []
    assert re.search(r"A-\d{5}", counted) is None
    rows = list(csv.reader(io.StringIO(counted)))[1:]
    assert {row[3] == "suppressed" or int(row[3]) >= 11 for row in rows} == {True}
    assert any(row[3] != "suppressed" for row in rows)


def test_questions_name_nobody(planted: Planted) -> None:
    findings = run("findings", planted.case, "--json").json()["findings"]
    aliases = _aliases(planted)
    one, other = [f["subject"]["alias"] for f in findings if f["subject"]["alias"] in aliases][:2]
    told = [run(verb, planted.case, one, *more) for verb, *more in (
        ("around",), ("timeline",), ("movement",), ("money",), ("whatif",), ("between", other), ("common", other),
    )]  # fmt: skip
    assert any(done.code == 0 and done.out for done in told)
    assert _leaks(planted, "\n".join(done.out + done.err for done in told)) == []


def test_an_error_a_traceback_and_temporary_files_name_nobody(
    planted: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A load that breaks in the middle with --debug on: the traceback has code, and no value of a row."""
    import traceback

    import netinvest as ni
    from netinvest.ingest import write

    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    file = tmp_path / "calls.csv"
    number, name = next(iter(planted.exploited.items()))
    rows = "".join(f"{number},{name},2026-01-{day:02d}T10:00:00Z,60,{name}\n" for day in range(1, 20))
    file.write_text("calling number,called number,start time,duration,service\n" + rows)

    def broken(*_: object, **__: object) -> int:
        raise RuntimeError("it broke")

    case = ni.create_case(tmp_path / "t.case", country="GB")
    monkeypatch.setattr(write.Writer, "_set_apart", broken)
    with pytest.raises(RuntimeError, match="it broke") as caught:
        case.load(file)
    told = "".join(traceback.format_exception(caught.value))
    assert _leaks(planted, told) == []
    left = [found for found in folder.rglob("*") if found.is_file()]
    assert _leaks(planted, "".join(found.read_bytes().decode("latin-1") for found in left)) == []
    assert not (case.path / "tmp").exists()


def _opened(content: bytes) -> str:
    """The text of a file, and of what is packed in it."""
    import gzip
    import zipfile

    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(_opened(archive.read(name)) for name in archive.namelist())
    if content[:2] == b"\x1f\x8b":
        return _opened(gzip.decompress(content))
    if content[:4] == b"%PDF":
        from pypdf import PdfReader

        reader = PdfReader(io.BytesIO(content))
        return " ".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
    return content.decode("utf-8", "replace")


def _unpacked(page: str) -> str:
    """What a page carries in base64 of gzip."""
    import base64
    import binascii
    import gzip

    found = []
    for part in re.findall(r"H4sI[A-Za-z0-9+/=]{40,}", page):
        try:
            found.append(gzip.decompress(base64.b64decode(part)).decode("utf-8", "replace"))
        except (binascii.Error, OSError, EOFError):
            continue
    return "\n".join(found)


def test_graphs_for_other_tools_and_reprs_name_nobody(planted: Planted) -> None:
    import netinvest as ni

    case = ni.open_case(planted.case)
    result = case.result()
    told = [repr(case), repr(result), result._repr_html_(), result.to_pandas().to_string()]
    told += [str(case.to_networkx().nodes(data=True)), str(case.to_igraph().vs["name"]), repr(case.chart())]
    assert _leaks(planted, "\n".join(told)) == []


def test_a_notebook_with_its_output_and_its_widgets_names_nobody(planted: Planted, tmp_path: Path) -> None:
    import nbformat
    from nbclient import NotebookClient

    cells = [
        f"import netinvest as ni\ncase = ni.open_case({str(planted.case)!r})\nresult = case.result()\nresult",
        "result.coordinators",
        "result.linked_victims",
        "result.explain(result.findings[0]['id'])",
        "case.evidence(result.findings[0]['id'])",
        "case.chart()",
        "case.chart().widget",
        "case.remedies()[:3], case.log()[-1], case.to_networkx()",
        f"case.around({next(iter(planted.exploited))!r})",
        "case.categorise('+447700900999', 'nobody', basis='x')",
    ]
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    client = NotebookClient(
        made, timeout=300, kernel_name="python3", allow_errors=True, resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
    outputs = [cell.pop("outputs") for cell in made.cells]
    assert all(outputs), "each cell shows something"
    failed = [out for shown in outputs for out in shown if out.output_type == "error"]
    assert [out.ename for out in failed] == ["UsageError"], [out.evalue for out in failed]
    text = json.dumps([outputs, made.metadata])
    assert "application/vnd.jupyter.widget-state+json" in made.metadata.widgets
    packed = _unpacked(text)
    assert packed.count('"aliases"') or packed.count('"actors"') >= 2  # the page's and the widget's
    assert _leaks(planted, text + packed) == []


def test_a_sub_case_says_so_too_and_names_nobody(planted: Planted, tmp_path: Path) -> None:
    part = tmp_path / "part.case"
    aliases = sorted(_aliases(planted))
    done = run("subcase", planted.case, part, *aliases[:60], "--contacts")
    assert done.code == 0, done.err
    assert run("analyse", part, "--seed", "1", "--perturbations", "0").code == 0
    findings = run("findings", part, "--json")
    called = {f["subject"]["alias"] for f in findings.json()["findings"] if f["kind"] == "likely_coordinator"}
    assert called & set(aliases) == set()
    told = [done.out + done.err, findings.out, run("log", part).out, run("remedies", part, "--json").out]
    for name in ("leads.json", "n.graphml", "n.xlsx", "chart.html", "chart.pdf", "b.zip"):
        out = tmp_path / name
        form = ("--to", "bundle") if name == "b.zip" else ()
        shown = run("chart", part, out) if name.startswith("chart") else run("export", part, out, *form)
        assert shown.code == 0, shown.err
        text = _opened(out.read_bytes())
        told.append(text + _unpacked(text))
    assert _leaks(planted, "\n".join(told)) == []
