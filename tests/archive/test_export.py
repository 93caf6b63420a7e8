"""A search as a file: what comes out can go in again, names nobody unasked, and starts no formula."""

import csv
import io
import json

import pyarrow.parquet as pq
import pytest

from sturmwarte.core.listen.jsonlines import parse_line
from sturmwarte.core.post import Metrics
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.exporting.run import Export
from sturmwarte.station.ledger.models import AuditEntry
from tests.archive.scene import NOON, entry, found, post, search, take

pytestmark = pytest.mark.django_db


def exported(form: str, query: str | None = None, **asked: object) -> bytes:
    stream = io.BytesIO()
    Archive().export(search(query), Export(form, "mia", f"x.{form}", **asked), stream, NOON)  # type: ignore[arg-type]
    return stream.getvalue()


@pytest.fixture
def posts() -> None:
    take(
        entry(
            post("https://home.example/@otto/1", by="otto", metrics=Metrics(likes=2)), ("a", "b"), kind="idea"
        ),
        post("2", text='=HYPERLINK("x")', by="anna", in_reply_to="https://home.example/@otto/1", minute=1),
        post("3", text=" \t-1+1|cmd", title="@SUM", minute=2, rating=2.5),
    )


def test_json_lines_go_in_again(posts: None) -> None:
    lines = exported("jsonl", names=True).splitlines()
    back = [parse_line(line, received_at=NOON) for line in lines]
    assert take(*back) == ["heard_again"] * 3
    assert back[2].metrics == Metrics(likes=2)


def test_nobody_is_named_unasked(posts: None) -> None:
    for form in ("jsonl", "csv"):
        data = exported(form)
        assert b"otto" not in data.lower()
        assert b"anna" not in data.lower()
    records = [json.loads(line) for line in exported("jsonl").splitlines()]
    assert records[1]["in_reply_to"] == records[2]["id"]
    assert records[2]["author"]["handle"].startswith("A-")
    assert b"otto" in exported("csv", names=True).lower()


def test_judgements_only_when_asked(posts: None) -> None:
    assert "topics" not in json.loads(exported("jsonl", "idee OR spät").splitlines()[0])
    record = json.loads(exported("jsonl", "kind:idea", judged=True))
    assert record["topics"] == ["a", "b"]
    assert record["reading"]["kinds"][0]["kind"] == "idea"


def test_no_cell_is_a_formula(posts: None) -> None:
    text = exported("csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["text"] for row in rows] == ["' \t-1+1|cmd", '\'=HYPERLINK("x")', "Die Bahn kommt zu spät"]
    assert rows[0]["title"] == "'@SUM"
    assert rows[0]["rating"] == "2.5"
    assert rows[2]["topics"] == "a;b"


def test_parquet_has_types(posts: None) -> None:
    table = pq.read_table(io.BytesIO(exported("parquet")))
    assert table.num_rows == 3
    row = table.to_pylist()[2]
    assert (row["created_at"], row["likes"], row["kind"], row["own"]) == (NOON, 2, "idea", False)


def test_an_empty_export_is_a_valid_file() -> None:
    assert exported("jsonl") == b""
    assert exported("csv").decode("utf-8-sig").startswith("id,network")
    assert pq.read_table(io.BytesIO(exported("parquet"))).num_rows == 0


def test_an_export_is_registered_and_audited(posts: None) -> None:
    exported("csv", "bahn", reason="Auskunft")
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.subject, entry.reason) == (
        "mia",
        "archive.export",
        "x.csv",
        "Auskunft",
    )
    assert (entry.after["query"], entry.after["posts"], entry.after["names"]) == ("bahn", 1, False)
    (person,) = Archive().find_person("otto")
    assert Archive().exports_with(person.network, person.account) == [("x.csv", "mia", NOON)]
    (other,) = Archive().find_person("anna")
    assert Archive().exports_with(other.network, other.account) == []


def test_odd_letters_leave_the_file_whole() -> None:
    take(post(text="lose Zeichen \x00 \x1b \ufffe"))
    assert found() == ["1"]
    for form in ("jsonl", "csv", "parquet"):
        assert exported(form)
