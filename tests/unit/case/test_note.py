from __future__ import annotations

from typing import TYPE_CHECKING

import netinvest as ni
import pytest
from netinvest.errors import UsageError
from netinvest.synthetic import write_case

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> ni.Case:
    folder: Path = tmp_path_factory.mktemp("notes")
    truth = write_case(folder / "files", seed=3, scale="small")
    made = ni.create_case(folder / "c.case", country="GB", time_zone="Europe/London")
    made.load(*(path for path in (folder / "files").iterdir() if path != truth))
    made.analyse(seed=1, perturbations=2)
    return made


def test_a_note_is_kept_with_who_and_when_and_logged_without_its_text(case: ni.Case) -> None:
    chart = case.result().chart()
    alias = chart.scene.actors[0].alias
    chart.widget.notes = [{"about": "actor", "subject": alias, "text": "Rang the hotel", "at": "2026-01-01T00:00:00Z"}]
    kept = case.written_notes()
    assert kept[["about", "subject", "text"]].to_numpy().tolist() == [["actor", alias, "Rang the hotel"]]
    assert kept["who"].iloc[0]
    assert not [entry for entry in case.log() if "hotel" in str(entry)]
    assert not case.result().stale  # a note changes no record
    assert [note["text"] for note in case.chart().widget.notes] == ["Rang the hotel"]
    assert all(check.holds for check in case.verify())


def test_what_is_no_note_is_refused(case: ni.Case) -> None:
    for note in (
        {"about": "weather", "text": "x"},
        {"about": "case", "text": " "},
        {"about": "case", "text": "x" * 4001},
    ):
        with pytest.raises(UsageError, match="no note"):
            case.write_note(note)


def test_when_and_where_are_those_of_the_records(case: ni.Case) -> None:
    activity = case.chart()._activity
    assert activity is not None
    calls = case.to_pandas("calls")
    daily = activity.daily.to_pandas()
    told = daily[daily["stream"].isin(["calls", "messages"])]["count"].sum()
    assert told == len(calls)
    leads = {f["subject"]["actor_id"] for f in case.result().findings}
    assert set(activity.sightings["actor_id"].to_pylist()) <= leads
    assert activity.sightings.num_rows > 0
