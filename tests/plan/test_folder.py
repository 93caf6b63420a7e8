import os

import pytest

from sturmwarte.core.plan.load import MAX_FILES
from sturmwarte.station.plan.folder import (
    MAX_BYTES,
    FileChanged,
    FolderError,
    read_folder,
    read_stamped,
    write_folder,
)


def test_files_are_read_by_name_and_others_passed_over(tmp_path):
    for name in (
        "b.yaml",
        "a.yml",
        ".hidden.yaml",
        "~b.yaml",
        "#b.yaml#",
        "b.yaml~",
        "b.yaml.bak",
        "notes.md",
    ):
        (tmp_path / name).write_text(f"# {name}\n")
    (tmp_path / "folder.yaml").mkdir()
    assert read_folder(tmp_path) == {"a.yml": "# a.yml\n", "b.yaml": "# b.yaml\n"}


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfcompany:\n")
    assert read_folder(tmp_path) == {"a.yaml": "company:\n"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"company:\n  name: M\xfcller\n", r"a.yaml:2:10: not UTF-8"),
        ("company:\n".encode("utf-16"), r"a.yaml: this is UTF-16"),
        (b"\x00" * (MAX_BYTES + 1), r"a.yaml: larger than"),
    ],
)
def test_an_unreadable_file_is_named(tmp_path, data, said):
    (tmp_path / "a.yaml").write_bytes(data)
    with pytest.raises(FolderError, match=said):
        read_folder(tmp_path)


def test_a_folder_that_is_none_is_named_with_the_mend(tmp_path):
    with pytest.raises(FolderError, match="no such folder"):
        read_folder(tmp_path / "nowhere")
    with pytest.raises(FolderError, match=r"no \.yaml file"):
        read_folder(tmp_path)
    (tmp_path / "a.yaml").touch()
    with pytest.raises(FolderError, match="this is a file"):
        read_folder(tmp_path / "a.yaml")


def test_a_folder_of_something_else_is_not_read(tmp_path):
    for number in range(MAX_FILES + 1):
        (tmp_path / f"{number}.yaml").touch()
    with pytest.raises(FolderError, match="is this its folder"):
        read_folder(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_leave_is_the_systems_error(tmp_path):
    (tmp_path / "a.yaml").touch(mode=0)
    with pytest.raises(PermissionError):
        read_folder(tmp_path)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.yaml").write_text("company: {name: A}\n")
    (tmp_path / "b.yaml").write_text("goals: []\n")
    return tmp_path


def test_what_was_read_can_be_written_again_and_again(folder):
    (folder / "a.yaml").chmod(0o640)
    stamp = write_folder(folder, {"a.yaml": "company: {name: B}\r\n"}, read_stamped(folder).stamp)
    assert (folder / "a.yaml").read_bytes() == b"company: {name: B}\r\n"
    assert (folder / "a.yaml").stat().st_mode & 0o777 == 0o640
    write_folder(folder, {"c.yaml": "never: []\n"}, stamp)
    assert sorted(read_folder(folder)) == ["a.yaml", "b.yaml", "c.yaml"]
    assert sorted(os.listdir(folder)) == ["a.yaml", "b.yaml", "c.yaml"], "nothing half-written is left"


@pytest.mark.parametrize(
    ("meanwhile", "name"),
    [
        (lambda folder: (folder / "a.yaml").write_text("company: {name: C}\n"), "a.yaml"),
        (lambda folder: (folder / "b.yaml").write_text("goals: [] # mine\n"), "b.yaml"),
        (lambda folder: (folder / "c.yaml").write_text("never: []\n"), "c.yaml"),
        (lambda folder: (folder / "b.yaml").unlink(), "b.yaml"),
    ],
)
def test_nothing_is_saved_over_what_somebody_else_wrote(folder, meanwhile, name):
    stamp = read_stamped(folder).stamp
    meanwhile(folder)
    there = read_folder(folder)
    with pytest.raises(FileChanged, match=f"{name} changed since") as refused:
        write_folder(folder, {"a.yaml": "company: {name: B}\n"}, stamp)
    assert refused.value.names == (name,)
    assert read_folder(folder) == there
    assert sorted(os.listdir(folder)) == sorted(there)


@pytest.mark.parametrize("name", ["../a.yaml", "/etc/a.yaml", ".a.yaml", "a.txt", ""])
def test_only_a_plans_files_are_written(folder, name):
    with pytest.raises(FolderError, match="no name for a plan's file"):
        write_folder(folder, {name: "x"}, read_stamped(folder).stamp)
