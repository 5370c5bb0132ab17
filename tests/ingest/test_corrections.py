"""People's corrections of links hold when a document is read again, targets come and go, or two correct at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.citations import Link, LinkStatus, Pinpoint
from corpus.corrections import Correction
from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import Store, open_store
from corpus.store.links import StoredLink
from ingest.corrections import Said, correct, place_named
from ingest.linking import relink
from ingest.pipeline import ingest
from search.index import PassageIndex

RESOLUTION = """A/RES/99/{number}

Resolution adopted by the General Assembly

99/{number}. Sample resolution

The General Assembly,

1. Decides that samples are written for the project;

2. Requests every sample to say that it is one.
"""
REPORT = """DP/2099/70

Sample report

1. The Board recalls General Assembly resolution 99/950 on samples.

2. Volunteers follow the plan of resolution 99/951 every year.
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "report.en.txt").write_text(REPORT)
    return folder


@pytest.fixture
def store(settings: Settings, files: Path) -> Iterator[Store]:
    ingest([files], settings)
    store = open_store(settings)
    yield store
    store.close()


def link_with(store: Store, words: str) -> StoredLink:
    return next(link for link in store.links.out_of("DP/2099/70") if words in link.link.mention.surface)


def said(link: StoredLink, correction: Correction, target: str | None = None, author: str = "A. Person") -> Said:
    seen = None if link.decision is None else link.decision.id
    return Said(link.name, correction, author, target=target, pinpoint=Pinpoint("paragraph", ("2",)), replaces=seen)


def read_again(settings: Settings, files: Path, text: str) -> None:
    (files / "report.en.txt").write_text(text)
    ingest([files], settings)


def test_a_correction_holds_at_once_and_the_machines_word_stays_beside_it(store: Store) -> None:
    link = link_with(store, "99/950")
    correct(store, said(link, Correction.RETARGET, "A/RES/98/1"))
    now = link_with(store, "99/950")
    assert (now.link.work, now.link.status, now.link.mention.target) == ("A/RES/98/1", LinkStatus.OUTSIDE, "A/RES/98/1")
    assert now.machine == link.link.mention
    assert [into.name for into in store.links.into("A/RES/98/1")] == [link.name]
    assert store.links.into("A/RES/99/950") == []


def test_corrections_hold_in_another_version_of_the_file(store: Store, settings: Settings, files: Path) -> None:
    correct(store, said(link_with(store, "99/950"), Correction.RETARGET, "A/RES/98/1"))
    correct(store, said(link_with(store, "99/951"), Correction.REJECT))
    plan = store.works.passage(link_with(store, "99/950").passage)
    assert plan is not None
    at = plan.text.index("samples")
    correct(store, Said(f"{plan.id}:{at}-{at + 7}", Correction.ADD, "A. Person", target="A/RES/97/1"))
    read_again(settings, files, REPORT.replace("1. The Board", "1. This year the Board").replace("2.", "2. New.\n\n3."))
    assert link_with(store, "99/950").link.work == "A/RES/98/1"
    assert link_with(store, "samples").link.work == "A/RES/97/1"
    assert [link.link.mention.surface for link in store.links.rejected_in("DP/2099/70")] == ["resolution 99/951"]
    assert store.link_decisions.without_place() == []


def test_a_correction_whose_words_are_gone_is_listed_and_comes_back_with_them(
    store: Store, settings: Settings, files: Path
) -> None:
    correct(store, said(link_with(store, "99/950"), Correction.RETARGET, "A/RES/98/1"))
    read_again(settings, files, REPORT.replace("recalls General Assembly resolution 99/950", "recalls nothing"))
    assert [gone.anchor.exact for gone in store.link_decisions.without_place()] == [
        "General Assembly resolution 99/950"
    ]
    read_again(settings, files, REPORT + "\n3. It is a sample.\n")
    assert link_with(store, "99/950").link.work == "A/RES/98/1"
    assert store.link_decisions.without_place() == []


def test_a_target_that_arrives_decides_links_again_and_corrections_are_not_touched(
    store: Store, settings: Settings, files: Path
) -> None:
    correct(store, said(link_with(store, "99/951"), Correction.RETARGET, "A/RES/99/950"))
    (files / "b.en.txt").write_text(RESOLUTION.format(number=950))
    (files / "c.en.txt").write_text(RESOLUTION.format(number=951))
    ingest([files], settings)
    corrected_link, plain = link_with(store, "99/951"), link_with(store, "99/950")
    assert (corrected_link.link.status, corrected_link.link.work) == (LinkStatus.MATCHED, "A/RES/99/950")
    assert corrected_link.link.passage is not None, "its paragraph 2 is there now"
    assert (plain.link.status, plain.link.work) == (LinkStatus.MATCHED, "A/RES/99/950")


def test_withdrawing_lets_the_machines_word_hold_again_and_every_decision_is_kept(store: Store) -> None:
    before = link_with(store, "99/950")
    correct(store, said(before, Correction.RETARGET, "A/RES/98/1"))
    correct(store, said(link_with(store, "99/950"), Correction.WITHDRAW))
    assert link_with(store, "99/950").link == before.link
    assert [d.correction for d in store.link_decisions.of("DP/2099/70")] == [Correction.RETARGET, Correction.WITHDRAW]


def test_a_mention_that_a_person_added_goes_when_it_is_withdrawn(store: Store) -> None:
    passage = link_with(store, "99/950").passage
    correct(store, Said(f"{passage}:4-9", Correction.ADD, "A. Person", target="A/RES/97/1"))
    assert link_with(store, "Board").machine is None
    correct(store, said(link_with(store, "Board"), Correction.WITHDRAW))
    assert len(store.links.out_of("DP/2099/70")) == 2
    assert store.link_decisions.without_place() == []


def test_what_is_confirmed_stays_whatever_later_rules_say(
    store: Store, settings: Settings, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    correct(store, said(link_with(store, "99/950"), Correction.CONFIRM))
    monkeypatch.setattr("ingest.found.cite_document", lambda *_: [])
    read_again(settings, files, REPORT + "\n3. It is a sample.\n")
    assert [link.link.work for link in store.links.out_of("DP/2099/70")] == ["A/RES/99/950"]


def test_of_many_who_correct_a_link_at_once_one_is_kept_and_the_others_are_told(store: Store) -> None:
    link = link_with(store, "99/950")

    def decide(number: int) -> str:
        try:
            correct(store, said(link, Correction.RETARGET, f"A/RES/98/{number}", f"Person {number}"))
        except PortalError as failure:
            return failure.code
        return "kept"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(decide, range(1, 26)))
    assert sorted(set(outcomes)) == ["changed_meanwhile", "kept"]
    assert outcomes.count("kept") == 1
    (decision,) = store.link_decisions.of("DP/2099/70")
    assert link_with(store, "99/950").link.work == decision.target


def test_a_correction_made_while_the_document_is_read_again_is_not_lost(
    store: Store, settings: Settings, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the writing of the new version and its publication, a person corrects what is still shown."""
    flushed = PassageIndex.flush

    def correct_then_flush(index: PassageIndex) -> None:
        if not store.link_decisions.of():
            correct(store, said(link_with(store, "99/950"), Correction.RETARGET, "A/RES/98/1"))
        flushed(index)

    monkeypatch.setattr(PassageIndex, "flush", correct_then_flush)
    read_again(settings, files, REPORT + "\n3. It is a sample.\n")
    assert link_with(store, "99/950").link.work == "A/RES/98/1"


@pytest.mark.parametrize(
    ("correction", "change", "code"),
    [
        (Correction.RETARGET, {"target": None}, "bad_input"),  # means what?
        (Correction.CONFIRM, {"author": " "}, "bad_input"),
        (Correction.CONFIRM, {"author": "x" * 81}, "bad_input"),
        (Correction.WITHDRAW, {}, "bad_input"),  # nobody decided
        (Correction.ADD, {"target": "A/RES/1/1"}, "bad_input"),  # it is a link already
        (Correction.CONFIRM, {"replaces": 7}, "changed_meanwhile"),
        (Correction.CONFIRM, {"link": "no name"}, "bad_input"),
        (Correction.CONFIRM, {"link": f"{'0' * 36}:0-1"}, "unknown_link"),
        (Correction.CONFIRM, {"comment": "x" * 2001}, "bad_input"),
    ],
)
def test_what_cannot_be_said_is_refused_and_nothing_is_kept(
    store: Store, correction: Correction, change: dict[str, object], code: str
) -> None:
    given = {"link": link_with(store, "99/950").name, "correction": correction, "author": "A. Person"} | change
    with pytest.raises(PortalError) as refusal:
        correct(store, Said(**given))  # type: ignore[arg-type]
    assert refusal.value.code == code
    assert store.link_decisions.of() == []


def test_a_place_that_cuts_through_a_mention_is_refused(store: Store) -> None:
    link = link_with(store, "99/950")
    start = link.link.mention.start
    with pytest.raises(PortalError, match="overlaps"):
        place_named(store, f"{link.passage}:{start + 2}-{start + 4}")


def test_a_correction_made_while_links_are_decided_again_stands(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    link = link_with(store, "99/950")

    def resolve_and_correct(*_: object) -> Link:
        if not store.link_decisions.of():
            correct(store, said(link, Correction.RETARGET, "A/RES/98/1"))
        return Link(link.link.mention, LinkStatus.INVALID, "A/RES/99/950")

    monkeypatch.setattr("ingest.linking.resolve", resolve_and_correct)
    relink(store, ["A/RES/99/950"])
    assert (link_with(store, "99/950").link.work, link_with(store, "99/950").link.status) == (
        "A/RES/98/1",
        LinkStatus.OUTSIDE,
    )


def test_documents_that_arrive_together_lead_to_what_is_shown_of_each_other(
    store: Store, settings: Settings, files: Path
) -> None:
    (files / "b.en.txt").write_text(RESOLUTION.format(number=950))
    ingest([files], settings)
    (files / "b.en.txt").write_text(RESOLUTION.format(number=950).replace("Requests every", "Also requests every"))
    read_again(settings, files, REPORT.replace("resolution 99/950", "resolution 99/950, paragraph 2,"))
    passage = link_with(store, "99/950").link.passage
    assert passage is not None
    assert store.works.passage(passage) is not None


def test_a_span_that_was_rejected_can_be_marked_better(store: Store) -> None:
    link = link_with(store, "99/950")
    correct(store, said(link, Correction.REJECT))
    start = link.link.mention.start
    shorter = f"{link.passage}:{start + len('General Assembly ')}-{link.link.mention.end}"
    correct(store, Said(shorter, Correction.ADD, "A. Person", target="A/RES/99/950"))
    assert store.links.out_of("DP/2099/70")[0].link.mention.surface == "resolution 99/950"


@pytest.mark.parametrize("author", ["李　四", "علی\u200cرضا", "Anne-Marie\u00a0D."])
def test_a_name_in_any_script_is_an_author(store: Store, author: str) -> None:
    correct(store, said(link_with(store, "99/950"), Correction.CONFIRM, author=author))
    assert link_with(store, "99/950").decision is not None


@pytest.mark.parametrize("text", ["A\nB", "A\x00", "A\u202eB", "A\u2028B"])
def test_what_could_pass_for_something_else_is_no_name_and_no_comment(store: Store, text: str) -> None:
    link = link_with(store, "99/950")
    for author, comment in ((text, ""), ("A", text)):
        with pytest.raises(PortalError):
            correct(store, Said(link.name, Correction.CONFIRM, author, comment=comment))


def test_words_renumbered_and_reworded_go_where_their_context_is_or_nowhere(
    store: Store, settings: Settings, files: Path
) -> None:
    correct(store, said(link_with(store, "99/950"), Correction.REJECT))
    before = "1. It regrets General Assembly resolution 99/950!\n\n2. The Board recalls"
    moved = REPORT.replace("1. The Board recalls", before)
    read_again(settings, files, moved.replace("\n2. Volunteers", "\n3. Volunteers").replace("on samples", "on many"))
    assert [link.number for link in store.links.rejected_in("DP/2099/70")] == ["2"]
