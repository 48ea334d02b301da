"""Chinese sentences have Chinese marks: a half-width comma among them looks like a slip of the pen."""

import re
from pathlib import Path

import pytest

import kiosk

FILES = sorted(Path(kiosk.__file__).parent.rglob("words/zh.toml"))
# A mark that stands right after a Chinese character, a closing mark or a field, and is not part of code or a time.
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff”）》][,;?!:(](?!/)|\}[,;?!](?=[\u4e00-\u9fff“])|\([^()]*[\u4e00-\u9fff]")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parts[-3])
def test_no_sentence_has_a_half_width_mark(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#") and HALF_WIDTH.search(line.partition(" = ")[2])] == []


def test_such_a_mark_would_be_seen() -> None:
    for sentence in ("先备份,再运行", "记录打不开:不是文件", "{role},请记下", "新密码(六位)"):
        assert HALF_WIDTH.search(sentence), sentence
    for sentence in ("先备份，再运行", "{day:%m-%d} {time:%H:%M}", "请运行 kiosk run"):
        assert not HALF_WIDTH.search(sentence), sentence
