import os

import pytest

from sturmwarte.core.plan.load import MAX_FILES
from sturmwarte.station.plan.folder import MAX_BYTES, FolderError, read_folder


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
