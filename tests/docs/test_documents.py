from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from netinvest.cli.app import app
from netinvest.cli.reference import reference
from netinvest.cli.run import run

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("notebooks/*.md"), *ROOT.glob("changelog.d/*.md")]
)


def test_the_reference_is_that_of_the_commands() -> None:
    assert (ROOT / "docs" / "command-line.md").read_text("utf-8") == reference(), (
        "run: python -m netinvest.cli.reference > docs/command-line.md"
    )


def test_every_command_is_in_the_reference() -> None:
    text = (ROOT / "docs" / "command-line.md").read_text("utf-8")
    for command in app.registered_commands:
        assert f"## netinvest {command.name}\n" in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_that_are_there(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def _commands(page: Path) -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", page.read_text("utf-8"), flags=re.DOTALL)
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def test_the_tutorial_runs_as_it_stands(tmp_path: Path) -> None:
    scripts = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"}
    commands = _commands(ROOT / "docs" / "tutorial.md")
    assert len(commands) > 12
    first = victim = ""
    commands += _commands(ROOT / "docs" / "questions.md")  # the same case
    for command in commands:
        line = command.replace("@coordinator", first).replace("@victim", victim)
        done = subprocess.run(
            ["bash", "-c", line], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode in {0, 1}, f"{line}\n{done.stderr}"
        if command == "netinvest findings harbour.case":
            first = re.findall(r"^coordinator-\d+", done.stdout, flags=re.MULTILINE)[0]
            victim = re.findall(r"^linked-victim-\d+", done.stdout, flags=re.MULTILINE)[0]
    assert (tmp_path / "harbour.html").stat().st_size > 100_000
    for page in sorted((ROOT / "docs" / "how-to").glob("*.md")):  # on the case that the tutorial has made
        assert _commands(page), page.name
        for command in _commands(page):
            words = shlex.split(command)
            assert words.pop(0) == "netinvest", command
            with contextlib.chdir(tmp_path), contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), "utf-8")):
                assert run(words) == 0, command
    for block in _python(ROOT / "README.md"):  # on the same case
        _run(block, tmp_path)


def _python(page: Path) -> list[str]:
    return re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), flags=re.DOTALL)


def _run(block: str, folder: Path) -> str:
    done = subprocess.run([sys.executable, "-c", block], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{block}\n{done.stderr}"
    return done.stdout


def test_the_page_on_synthetic_cases_runs_as_it_stands(tmp_path: Path) -> None:
    said = [_run(block, tmp_path) for block in _python(ROOT / "docs" / "synthetic.md")]
    assert len(said) > 2
    assert "files" in said[0]
    assert "the first coordinator at rank" in said[2]


def test_the_readme_names_real_commands_and_options() -> None:
    known = {command.name for command in app.registered_commands}
    text = (ROOT / "README.md").read_text("utf-8")
    lines = [*_commands(ROOT / "README.md"), *re.findall(r"`(netinvest [^`]+)`", text)]
    assert lines
    page = reference()
    for line in lines:
        words = shlex.split(line)
        assert words[1] in known, line
        for option in (word for word in words[2:] if word.startswith("--")):
            section = page.split(f"## netinvest {words[1]}\n")[1].split("\n## ")[0]
            assert option in section, line


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.md")), ids=lambda path: path.name)
def test_the_notebook_runs_from_top_to_bottom(path: Path, tmp_path: Path) -> None:
    import jupytext
    from nbclient import NotebookClient

    notebook = jupytext.read(path)
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    said = [str(output.data) for output in outputs if output.output_type in {"execute_result", "display_data"}]
    assert "{'text/plain': 'True'}" in said, "the rows do not add up"
    assert any("default-src" in text for text in said), "the chart is not shown"
    tables = [text for text in said if "default-src" not in text]  # a chart gives the numbers of the unprotected
    assert not [text for text in tables if re.search(r"\+447700\s?9\d{5}", text)], "a number stands in an output"


def test_the_site_builds_offline_without_a_warning(tmp_path: Path) -> None:
    proxies = {f"{scheme}_proxy": "http://127.0.0.1:9" for scheme in ("http", "https", "HTTP", "HTTPS")}
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", ROOT / "docs", tmp_path / "site"],
        env={**os.environ, **proxies, "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made = {path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*.html")}
    for page in (ROOT / "docs").rglob("*.md"):
        if "_build" not in page.parts:
            assert page.relative_to(ROOT / "docs").with_suffix(".html").as_posix() in made
    api = (tmp_path / "site" / "api.html").read_text("utf-8")
    assert all(name in api for name in ("create_case", "export_network", "prepared_by", "InputRefused"))
    for page in (tmp_path / "site").rglob("*.html"):
        assert not re.search(r"<(script|link|img)[^>]+(src|href)=.https?://", page.read_text("utf-8")), page.name
