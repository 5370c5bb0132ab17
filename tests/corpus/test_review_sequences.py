"""Any sequence of review actions keeps its history, settles as a plain model says, and undoing restores.

``REVIEW_SEQUENCES=10000 pytest tests/corpus/test_review_sequences.py`` runs ten thousand sequences; without it there
are few, so that every change runs some. A data folder in memory (``--basetemp /dev/shm/reviews``) makes it quick.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sqlalchemy import delete

from corpus.errors import PortalError
from corpus.reviewing import Action, Said, Settling, with_implied
from corpus.store import Store, schema
from corpus.store.review_queue import ALL, Asked
from tests.corpus.review_store import BORDERLINE, POLICY, WORK, new_store, show

SEQUENCES = int(os.environ.get("REVIEW_SEQUENCES", "40"))
STEPS = 14
REVIEWERS = ("Ana", "Ben", "Chu", "Dia")
LABELS = ("policy", "policy_lenient", "contribution")
PATHS = ("p1", "p2")
FIRST = {"p1": "The volunteer law was adopted in 2090.", "p2": "A plan for youth counts on those who volunteer."}
SECOND = {
    "p1": "Volunteers serve in every village of the islands.",
    "p2": "It names every ministry that pays for them.",
}
TEXTS = {
    "as it was": "{first} {second}",
    "spaced": "{first}  {spaced}",
    "longer": "{first} {second} A new sentence follows in this version.",
    "gone": "Nothing of passage {path} is left in the text of the later version.",
}
"""What a passage says in the versions of the file. In all but the last its first sentence stands in its company."""

REVISIONS = count(1)

SUGGESTED = (POLICY, BORDERLINE)


def text_of(path: str, variant: str) -> str:
    first, second = FIRST[path], SECOND[path]
    return TEXTS[variant].format(first=first, second=second, spaced=second.replace("every", "eve-\nry"), path=path)


@dataclass
class Word:
    """One decision of the model."""

    action: Action
    labels: dict[str, bool]
    wording: str


@dataclass
class Chain:
    """What one reviewer said of one passage: every decision, and those that stand."""

    every: list[tuple[int, Action]] = field(default_factory=list)
    stands: list[Word] = field(default_factory=list)

    @property
    def words(self) -> list[Word]:
        return [word for word in self.stands if word.action is not Action.COMMENT]

    @property
    def labels(self) -> dict[str, tuple[bool, str]]:
        return {label: (holds, word.wording) for word in self.stands for label, holds in word.labels.items()}

    @property
    def judge(self) -> bool:
        return any(word.action is Action.ADJUDICATE for word in self.stands)

    @property
    def asks(self) -> bool:
        return any(word.action is Action.SECOND for word in self.stands)


def expected(chains: Mapping[str, Chain], wording: str) -> tuple[Settling, dict[str, bool]] | None:
    """What the decisions of one passage come to, written as plainly as the rules are read."""
    held = {name: chain for name, chain in chains.items() if chain.words}
    if not any(chain.labels or chain.asks for chain in held.values()):
        return None
    judges = [chain for chain in held.values() if chain.judge]
    others = [chain for chain in held.values() if not chain.judge]
    second = any(chain.asks for chain in others)
    outcome: dict[str, bool] = {}
    states = set()
    for label in ("mention", "contribution", "policy", "policy_lenient", "measured", "framework"):
        said = [chain.labels[label] for chain in others if label in chain.labels]
        values = {holds for holds, _ in said}
        judged = [chain.labels[label] for chain in judges if label in chain.labels]
        read_now = any(of == wording for _, of in [*said, *judged])
        if judged:
            states.add("adjudicated")
            value = judged[0][0]
        elif len(values) == 2:
            states.add("disputed")
            continue
        elif not said:
            continue
        elif second and len(said) < 2:
            states.add("second")
            continue
        else:
            states.add("agreed" if len(said) > 1 else "one")
            value = said[0][0]
        if value or read_now:
            outcome[label] = value
    if second and not states:
        states.add("second")
    return next(one for one in _BY_WEIGHT if one.value in states), outcome


_BY_WEIGHT = (Settling.DISPUTED, Settling.SECOND, Settling.ADJUDICATED, Settling.AGREED, Settling.ONE)


class Reviewing(RuleBasedStateMachine):
    """Reviewers at work on two passages of a document that is read again now and then."""

    store: Store

    def __init__(self) -> None:
        super().__init__()
        with self.store.writing() as connection:
            for table in ("review_decisions", "review_items"):
                connection.execute(delete(schema.metadata.tables[table]))
            connection.execute(delete(schema.expressions).where(schema.expressions.c.state == "superseded"))
        self.revision = 0
        self.chains: dict[str, dict[str, Chain]] = {path: {name: Chain() for name in REVIEWERS} for path in PATHS}
        self.variant = dict.fromkeys(PATHS, "as it was")
        self.first = dict.fromkeys(PATHS, "")
        self.place = dict.fromkeys(PATHS, True)
        self.publish()

    def publish(self) -> None:
        self.revision += 1
        self.place = {path: self.finds_its_words(path) for path in PATHS}
        said = [
            (path, text_of(path, self.variant[path]), machine) for path, machine in zip(PATHS, SUGGESTED, strict=True)
        ]
        self.ids = dict(zip(PATHS, show(self.store, said, f"{next(REVISIONS)}"), strict=True))

    def wording(self, path: str) -> str:
        """Spacing is nothing: the second variant reads as the first."""
        return "as it was" if self.variant[path] == "spaced" else self.variant[path]

    def finds_its_words(self, path: str) -> bool:
        """Whether what was decided finds its words: all of them, or those that count of what holds."""
        first, now = self.first[path], self.wording(path)
        if not first or first == now:
            return True
        finds = any(
            any(word.labels.values()) for chain in self.chains[path].values() for word in chain.stands if word.labels
        )
        return finds and "gone" not in (first, now)

    def possible(self, path: str, who: str, action: Action, labels: Mapping[str, bool]) -> bool:
        chain = self.chains[path][who]
        if action is Action.WITHDRAW:
            return bool(chain.stands)
        if action is Action.COMMENT:
            return True
        if action is not Action.ADJUDICATE:
            return not chain.judge or action is Action.QUOTE
        others = [other for name, other in self.chains[path].items() if name != who and other.words]
        said = {label: {c.labels[label][0] for c in others if not c.judge and label in c.labels} for label in _ALL}
        differing = {label for label, values in said.items() if len(values) == 2}
        free = not chain.words or chain.judge
        return free and not any(other.judge for other in others) and bool(differing) and differing <= labels.keys()

    def say(self, path: str, who: str, action: Action, labels: Mapping[str, bool] | None = None) -> None:
        quote = FIRST[path] if action is Action.QUOTE else None
        given = with_implied(labels) if labels else {}
        chain = self.chains[path][who]
        seen = chain.every[-1][0] if chain.every else None
        said = Said(who, action, indicator="3.1", labels=labels, quote=quote, comment="x", seen=seen)
        if not self.possible(path, who, action, given) or (quote and self.variant[path] == "gone"):
            with pytest.raises(PortalError) as refusal:
                self.store.reviewing.decide(self.ids[path], said)
            assert refusal.value.code == "bad_input"
            return
        made = self.store.reviewing.decide(self.ids[path], said)
        chain.every.append((made.id, action))
        if action is Action.WITHDRAW:
            chain.stands.pop()
        else:
            chain.stands.append(Word(action, given, self.wording(path)))
        self.first[path] = self.first[path] or self.wording(path)

    paths = st.sampled_from(PATHS)
    people = st.sampled_from(REVIEWERS)
    labels = st.fixed_dictionaries({}, optional={label: st.booleans() for label in LABELS}).filter(
        lambda said: bool(said) and not (said.get("policy") and said.get("policy_lenient") is False)
    )

    @rule(path=paths, who=people, labels=labels)
    def decides(self, path: str, who: str, labels: dict[str, bool]) -> None:
        if self.place[path]:
            self.say(path, who, Action.LEVEL, labels)

    @rule(path=paths, who=people, action=st.sampled_from([Action.QUOTE, Action.COMMENT, Action.SECOND]))
    def remarks(self, path: str, who: str, action: Action) -> None:
        if self.place[path]:
            self.say(path, who, action)

    @rule(path=paths, who=people, labels=labels)
    def adjudicates(self, path: str, who: str, labels: dict[str, bool]) -> None:
        if self.place[path]:
            policy = labels.get("policy", False)
            every = {"policy": policy, "policy_lenient": policy or labels.get("policy_lenient", False)}
            self.say(path, who, Action.ADJUDICATE, labels | every | {"contribution": labels.get("contribution", False)})

    @rule(path=paths, who=people)
    def takes_back(self, path: str, who: str) -> None:
        if self.place[path]:
            self.say(path, who, Action.WITHDRAW)

    @rule(path=paths, who=people, labels=labels)
    def decides_and_takes_it_back(self, path: str, who: str, labels: dict[str, bool]) -> None:
        if not self.place[path] or not self.possible(path, who, Action.LEVEL, labels):
            return
        before = self.store.reviews.at(self.ids[path])
        self.say(path, who, Action.LEVEL, labels)
        self.say(path, who, Action.WITHDRAW)
        after = self.store.reviews.at(self.ids[path])
        assert after is not None
        assert after.settled == (None if before is None else before.settled)

    @rule(path=paths, who=people, wrong=st.integers(1, 10**6))
    def has_not_seen_the_last_decision(self, path: str, who: str, wrong: int) -> None:
        seen = [number for number, _ in self.chains[path][who].every]
        if not self.place[path] or (seen and seen[-1] == wrong):
            return
        with pytest.raises(PortalError) as refusal:
            self.store.reviewing.decide(self.ids[path], Said(who, Action.LEVEL, labels={"policy": True}, seen=wrong))
        assert refusal.value.code == "changed_meanwhile"

    @precondition(lambda self: self.revision < 5)
    @rule(path=paths, variant=st.sampled_from(sorted(TEXTS)))
    def another_version_is_read(self, path: str, variant: str) -> None:
        self.variant[path] = variant
        self.publish()

    def check(self) -> None:
        """The whole of it, after every sequence: history, outcome, places, queue."""
        kept = self.store.reviews.reviewed()
        assert self.store.reviews.disagreeing() == []
        for path in PATHS:
            mine = [one for one in kept if one.item.anchor.path == path]
            said = sorted(number for chain in self.chains[path].values() for number, _ in chain.every)
            assert [d.id for one in mine for d in one.decisions] == said, "no decision is lost"
            for name, chain in self.chains[path].items():
                own = [d for one in mine for d in one.decisions if d.reviewer == name]
                assert [(d.id, d.action) for d in own] == chain.every
                assert [d.replaces for d in own] == [None, *(number for number, _ in chain.every)][: len(own)]
        settled = self.store.reviews.settled()
        model = {path: expected(self.chains[path], self.wording(path)) for path in PATHS}
        shown = {path: settled.get((self.expression, self.ids[path])) for path in PATHS}
        for path in PATHS:
            wanted = model[path] if self.place[path] else None
            found = shown[path]
            assert (None if found is None else (found.state, dict(found.labels or {}))) == wanted
        assert len(settled) == sum(one is not None for one in shown.values())
        self.check_queue()
        unplaced = {one.item.anchor.path for one in self.store.reviews.unplaced()}
        assert unplaced == {path for path in PATHS if model[path] is not None and not self.place[path]}

    def check_queue(self) -> None:
        """Every passage that is suggested is to do, disputed or settled, and the count says how many."""
        asked = Asked("3.1", "policy", "policy_lenient", ("vnr",))
        held = [found for found in self.store.reviews.settled().values() if found.holds("policy") is not None]
        assert self.store.review_queue.by_work(asked) == {WORK: (2, len(held))}
        every = self.store.review_queue.page(replace(asked, state=ALL), 10)
        assert [one.passage for one in every] == [self.ids["p1"], self.ids["p2"]], "the most probable first"

    @property
    def expression(self) -> str:
        return self.store.works.expressions(WORK)[0].id

    def teardown(self) -> None:
        self.check()


_ALL = ("mention", "contribution", "policy", "policy_lenient", "measured", "framework")


def test_any_sequence_keeps_its_history_and_settles_as_the_model_says(tmp_path: Path) -> None:
    fast = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=fast)) if fast.is_dir() else tmp_path
    run_sequences(folder, SEQUENCES)
    if folder != tmp_path:
        shutil.rmtree(folder)


def test_a_few_sequences_on_postgresql(on_postgresql: object, tmp_path: Path) -> None:
    run_sequences(tmp_path, min(SEQUENCES, 5))


def run_sequences(folder: Path, examples: int) -> None:
    store = new_store(folder)

    class OnThisStore(Reviewing):
        pass

    OnThisStore.store = store
    try:
        run_state_machine_as_test(
            OnThisStore,
            settings=settings(
                max_examples=examples,
                stateful_step_count=STEPS,
                deadline=None,
                derandomize=SEQUENCES < 1000,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        store.close()
