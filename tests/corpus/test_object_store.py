"""Originals in an object store, on a real S3 server: nothing counts as there that was not read back."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import PortalError
from corpus.fetched import Fetched
from corpus.object_store import ObjectOriginals
from corpus.originals import Originals, OriginalsFolder, open_originals, shelf
from corpus.settings import Settings
from tests.stores import S3, Gate, gate, s3  # noqa: F401 - fixtures

LONG = b"a sample of twelve megabytes in parts\n" * 320_000
SECRET = "never-to-be-printed"

Opened = Callable[..., ObjectOriginals]


@pytest.fixture
def opened(s3: S3, gate: Gate, tmp_path: Path) -> Opened:  # noqa: F811
    bucket = s3.bucket()

    def open_(**other: object) -> ObjectOriginals:
        named = {"originals": f"s3://{bucket}/some/prefix", "originals_endpoint": gate.address}
        keys = {"originals_key": "key", "originals_secret": SECRET}
        opened = open_originals(Settings(**{"data": tmp_path / "data", **named, **keys, **other}))  # type: ignore[arg-type]
        assert isinstance(opened, ObjectOriginals)
        return opened

    return open_


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\x00bytes\xff")
    return path


@pytest.fixture(params=["folder", "object store"])
def originals(request: pytest.FixtureRequest, tmp_path: Path) -> Originals:
    if request.param == "folder":
        return OriginalsFolder(tmp_path / "originals")
    opened: Opened = request.getfixturevalue("opened")
    return opened()


def held(originals: Originals, sha256: str) -> bytes | None:
    with originals.local(sha256) as path:
        return None if path is None else path.read_bytes()


def key(originals: ObjectOriginals, sha256: str) -> str:
    return f"/{originals.root}/{shelf(sha256)}"


def test_what_is_put_is_there_under_its_sha256_byte_for_byte(originals: Originals, source: Path) -> None:
    kept = originals.put(source)
    assert kept.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert held(originals, kept.sha256) == source.read_bytes()
    assert (originals.exists(kept.sha256), originals.is_intact(kept.sha256)) == (True, True)
    assert list(originals.names()) == [kept.sha256]
    written = originals.written_at(kept.sha256)
    assert written is not None
    assert abs(time.time() - written) < 60


def test_what_is_not_there_is_told_so(originals: Originals) -> None:
    nothing = "0" * 64
    assert list(originals.names()) == []
    assert (originals.exists(nothing), originals.is_intact(nothing)) == (False, False)
    assert (held(originals, nothing), originals.written_at(nothing)) == (None, None)


def test_what_is_moved_out_is_on_this_machine_alone(originals: Originals, source: Path, tmp_path: Path) -> None:
    name = originals.put(source).sha256
    (tmp_path / "aside").mkdir()
    originals.move_out(name, tmp_path / "aside")
    assert not originals.exists(name)
    assert (tmp_path / "aside" / name).read_bytes() == source.read_bytes()


def test_putting_the_same_bytes_again_writes_nothing(opened: Opened, gate: Gate, source: Path) -> None:  # noqa: F811
    opened().put(source)
    before = gate.asked.count(b"PUT")
    opened().put(source)
    assert (before, gate.asked.count(b"PUT")) == (1, 1)


def test_an_upload_of_many_parts_that_is_cut_leaves_nothing_and_is_made_again(
    opened: Opened,
    gate: Gate,  # noqa: F811
    tmp_path: Path,
) -> None:
    source = tmp_path / "long"
    source.write_bytes(LONG)
    gate.most = 3_000_000
    with pytest.raises(PortalError, match="does not answer"):
        opened().put(source)
    gate.most = None
    assert list(opened().names()) == []
    assert opened().is_intact(opened().put(source).sha256)


@pytest.mark.parametrize("bytes_", [b"\x00by", b"\x00BYTES", b""], ids=["cut", "as long", "empty"])
def test_an_object_with_other_bytes_is_seen_never_read_and_mended_by_giving_it_again(
    opened: Opened,
    s3: S3,  # noqa: F811
    source: Path,
    bytes_: bytes,
) -> None:
    originals = opened()
    sha256 = hashlib.sha256(source.read_bytes()).hexdigest()
    s3.put(key(originals, sha256), bytes_)
    assert (originals.exists(sha256), originals.is_intact(sha256), held(originals, sha256)) == (True, False, None)
    originals.put(source)
    assert (originals.is_intact(sha256), held(originals, sha256)) == (True, source.read_bytes())


def test_a_file_read_of_late_is_not_fetched_again_unless_it_is_damaged(
    opened: Opened,
    gate: Gate,  # noqa: F811
    source: Path,
) -> None:
    originals = opened()
    sha256 = originals.put(source).sha256
    before = len(gate.asked)
    assert held(originals, sha256) == source.read_bytes()
    assert len(gate.asked) == before
    (originals.fetched.root / sha256).write_bytes(b"damaged")
    assert held(originals, sha256) == source.read_bytes()
    assert len(gate.asked) > before


def test_what_was_read_of_late_takes_no_more_room_than_it_may(tmp_path: Path) -> None:
    fetched = Fetched(tmp_path / "fetched", most=250)

    def read(text: str) -> str:
        def fetch(path: Path) -> bool:
            path.write_text(text)
            return True

        return hashlib.sha256(text.encode()).hexdigest(), fetch  # type: ignore[return-value]

    for letter in "abcd":
        with fetched.holding(*read(letter * 100)) as path:  # type: ignore[misc]
            for other in "efg":
                with fetched.holding(*read(other * 100)):  # type: ignore[misc]
                    pass
            assert path.read_text() == letter * 100
    kept = list(fetched.root.iterdir())
    assert sum(one.stat().st_size for one in kept) <= 250
    assert not [one for one in kept if one.name.startswith(".")]


def _away(gate: Gate, s3: S3) -> dict[str, object]:  # noqa: F811
    gate.close()
    return {}


def _unknown_key(gate: Gate, s3: S3) -> dict[str, object]:  # noqa: F811
    s3.require_keys(True)
    return {}


def _no_bucket(gate: Gate, s3: S3) -> dict[str, object]:  # noqa: F811
    return {"originals": "s3://no-such-bucket/prefix"}


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (_away, "error sending request. Start it, or check VKP_ORIGINALS and its settings."),
        (_unknown_key, ". Check VKP_ORIGINALS_KEY and VKP_ORIGINALS_SECRET."),
        (_no_bucket, "NoSuchBucket. Create the bucket, or correct VKP_ORIGINALS."),
    ],
)
def test_a_store_that_refuses_is_one_line_whatever_was_asked(
    opened: Opened,
    gate: Gate,  # noqa: F811
    s3: S3,  # noqa: F811
    source: Path,
    fault: Callable[[Gate, S3], dict[str, object]],
    line: str,
) -> None:
    nothing = "0" * 64
    originals = opened(**fault(gate, s3))
    started = time.monotonic()
    for ask in (
        lambda: originals.put(source),
        lambda: originals.exists(nothing),
        lambda: originals.is_intact(nothing),
        lambda: list(originals.names()),
        lambda: held(originals, nothing),
    ):
        with pytest.raises(PortalError) as failure:
            ask()
        assert failure.value.code == "originals_unavailable"
        assert str(failure.value).endswith(line)
        assert SECRET not in str(failure.value)
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("address", ["s3://", "s3:///prefix", "s3://key:secret@bucket", "nonsense://bucket/prefix"])
def test_an_address_that_cannot_be_one_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(PortalError) as failure:
        open_originals(Settings(data=tmp_path, originals=address))
    assert failure.value.code == "bad_input"
    assert "secret" not in str(failure.value)


def test_a_folder_may_be_named_as_well(tmp_path: Path, source: Path) -> None:
    originals = open_originals(Settings(data=tmp_path / "data", originals=str(tmp_path / "elsewhere")))
    assert (tmp_path / "elsewhere" / shelf(originals.put(source).sha256)).exists()
