"""Files of every kind become lines, told by their content; whatever cannot be read says why."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from service.ingest import read as reading
from service.ingest.encoding import decode
from service.ingest.findings import Unreadable
from service.ingest.read import read_bytes, read_file, read_source
from tests.ingest.files import bomb, pdf, word

TEXT = "一、制度\n1.修订“某某法”。（司法部负责）\n"
ENGLISH = "I. System\n1. Revise the “Act” – soon… (The Ministry’s office is responsible)\n"


def text_of(data: bytes, content_type: str = "") -> str:
    return "\n".join(line.text for line in read_bytes(data, content_type=content_type).lines)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "gbk"])
def test_encodings(encoding: str) -> None:
    for text in (TEXT, ENGLISH, "1. plain ascii (Trial)"):
        if encoding != "gbk" or text != ENGLISH:
            assert text_of(text.encode(encoding)) == text.strip()


def test_western_windows_texts_are_not_taken_for_chinese() -> None:
    assert text_of(ENGLISH.encode("cp1252")) == ENGLISH.strip()


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="gb2312">', "gb18030"),
        ('<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=GBK">', "gb18030"),
        ("<meta charset=big5>", "big5"),
        ('<meta charset="nonsense">', "gb18030"),
        ('<meta charset="utf-8">', "gb18030"),  # it says so and is not
        ("", "gb18030"),
        ("", "utf-8"),
    ],
)
def test_declared_encodings(head: str, encoding: str) -> None:
    text = "一、系統\n1.修訂辦法。（司法部負責）鎔" if encoding == "big5" else "一、制度\n1.修订办法。（司法部负责）镕"
    page = f"<html><head>{head}</head><body><p>{text}</p></body></html>"
    assert "司法部" in text_of(page.encode(encoding))
    assert text[-1] in text_of(page.encode(encoding))


def test_the_server_may_name_the_encoding() -> None:
    page = "<html><body><p>1.修訂辦法。（司法部負責）</p></body></html>".encode("big5")
    assert "司法部負責" in text_of(page, "text/html; charset=Big5")
    assert "司法部" in text_of(TEXT.encode("gb18030"), 'text/plain; charset="GB2312"')
    assert "司法部" in text_of(TEXT.encode(), "text/plain; charset=base64")


def test_a_few_broken_bytes_are_a_warning() -> None:
    data = (TEXT * 100).encode()
    document = read_bytes(data[:3000] + b"\xff" + data[3000:])
    (finding,) = document.findings
    assert (finding.level, finding.code) == ("warning", "broken-characters")
    assert finding.line is not None
    assert "\ufffd" in document.lines[finding.line - 1].text
    cut = read_bytes(data[:-2])  # in the middle of a character
    assert cut.lines[0].text == "一、制度"
    assert [finding.code for finding in cut.findings] == ["broken-characters"]


def test_line_numbers_are_those_of_the_file() -> None:
    document = read_bytes(b"\r\n\r\nI. A\r\n\r\n  1. B\r3.  C\n")
    assert [(line.number, line.text.strip()) for line in document.lines] == [(3, "I. A"), (5, "1. B"), (6, "3.  C")]
    assert document.place(5) == "line 5"


def test_invisible_characters_are_left_out() -> None:
    assert text_of("\ufeff1\u200b.\u00ad修\u200d订\u2060".encode()) == "1.修订"


@pytest.mark.parametrize("suffix", [".txt", ".html", ".docx", ".pdf", ".doc", ""])
def test_the_content_decides_and_not_the_name(suffix: str, tmp_path: Path) -> None:
    contents = {
        "text": TEXT.encode(),
        "html": f"<!DOCTYPE html><html><body><p>{TEXT}</p></body></html>".encode(),
        "word": word([("", "一、制度"), ("", "1.修订。（司法部负责）")]),
        "pdf": pdf([["一、制度", "1.修订。（司法部负责）"]]),
    }
    for kind, data in contents.items():
        file = tmp_path / f"plan{suffix}"
        file.write_bytes(data)
        document = read_file(file)
        assert (document.kind, document.source) == (kind, str(file))
        assert "司法部负责" in document.lines[-1].text


def test_angle_brackets_do_not_make_a_page() -> None:
    assert read_bytes(b"1. If a < b and b > c <p> then (CNIPA)").kind == "text"
    assert read_bytes("1. <《某某法》> 修订".encode()).kind == "text"
    assert read_bytes(b"<p>1. A</p><p>2. B</p><div>3. C</div>").kind == "html"


def zipped(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


GOOD_WORD = word([("", "1. A (CNIPA is responsible)")] * 50)
GOOD_PDF = pdf([["1. A (CNIPA is responsible)"] * 30] * 3)


@pytest.mark.parametrize(
    ("data", "word_"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe", "empty"),
        (b"\x00\x01\x02" * 100, "zero bytes"),
        (bytes(range(1, 32)) * 10, "not a text"),
        (bytes(range(128, 256)) * 20, "not a text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, ".docx"),
        (b"{\\rtf1 Hello}", "Rich Text"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\x1f\x8b\x08\x00", "compressed"),
        (b"PK\x03\x04rubbish", "ZIP"),
        (zipped(a=b"1"), "no Word text"),
        (zipped(word__document=b"<w/>"), "no Word text"),
        (GOOD_WORD[: len(GOOD_WORD) // 2], "ZIP"),
        (GOOD_PDF[:200], "PDF"),
        (b"%PDF-1.7\nnothing", "PDF"),
        (bomb(), "unpacks"),
        (b"<html><head><title>T</title></head><body><script>1</script></body></html>", "no text"),
        (b"---\n***\n", "no text"),
    ],
)
def test_unreadable(data: bytes, word_: str) -> None:
    with pytest.raises(Unreadable, match=word_):
        read_bytes(data)


def test_too_large(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(reading, "FILE_BYTES", 1_000_000)
    monkeypatch.setattr(reading, "TEXT_CHARACTERS", 500)
    file = tmp_path / "large.txt"
    file.write_bytes(b"a" * 1_000_001)
    with pytest.raises(Unreadable, match="larger than 1 MB"):
        read_file(file)
    with pytest.raises(Unreadable, match="million characters"):
        read_bytes(b"a" * 501)
    assert read_bytes(b"a" * 500).lines


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no file"):
        read_file(tmp_path / "missing.txt")
    with pytest.raises(Unreadable, match="folder"):
        read_file(tmp_path)
    with pytest.raises(Unreadable):
        read_file("a\0b")
    with pytest.raises(Unreadable):
        read_file("x" * 5000)
    with pytest.raises(Unreadable):
        read_source("")
    with pytest.raises(Unreadable, match="not a file"):
        read_file("/dev/null")


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "locked.txt"
    file.write_text("1. A")
    file.chmod(0)
    if os.geteuid() == 0:  # who may read everything

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(Unreadable, match="may not be read"):
        read_file(file)


def test_decode_prefers_what_is_declared_only_where_it_fits() -> None:
    assert decode("修订".encode(), content_type="text/plain; charset=ascii")[0] == "修订"
    assert decode("修订".encode("gb18030"), content_type="text/plain; charset=utf-8")[0] == "修订"
