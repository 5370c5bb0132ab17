"""The addresses of the desk's other pages: differences, agreement, progress, samples, what has lost its place."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from api import review_measures, review_waiting, reviewing
from api.access.visitor import VisitorGiven
from api.routes.given import PortalGiven
from api.web.desk.deciding import Entered, decide
from api.web.desk.differing import difference
from api.web.desk.overview import reviewable
from api.web.desk.signing import given_name, known_name, remembering
from api.web.desk.wanted import WantedGiven
from api.web.given import Number, PagesGiven
from api.web.portions import Portion, by_length
from corpus.errors import PortalError
from corpus.reviewing import LABELS

router = APIRouter(include_in_schema=False)

DIFFERENCES, MEMBERS, LOST = 5, 50, 20
"""Passages on one page: where reviewers differ, of a sample, and of those that have lost their place."""

Person = Annotated[str, Form(max_length=200)]
Answer = Annotated[Literal["yes", "no"] | None, Form()]


def labels_said(
    *,
    mention: Answer = None,
    contribution: Answer = None,
    policy: Answer = None,
    policy_lenient: Answer = None,
    measured: Answer = None,
    framework: Answer = None,
) -> dict[str, bool]:
    """What a form answers of labels, those it answers of."""
    answers = (mention, contribution, policy, policy_lenient, measured, framework)
    return {label: answer == "yes" for label, answer in zip(LABELS, answers, strict=True) if answer}


@router.get("/review/adjudicate")
def adjudicate(
    *,
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    visitor: VisitorGiven,
    wanted: WantedGiven,
    page: Number = 1,
) -> Response:
    """Where reviewers differ, each beside the other."""
    found = by_length(portal.store.reviews.disputed(), page, DIFFERENCES)
    shown = [difference(portal.store, one, known_name(visitor)) for one in found.items]
    return pages.show(request, "desk_adjudicate.html", wanted=wanted, portion=found, differences=shown, failure=None)


@router.post("/review/adjudicate/{name}")
def adjudicated(
    *,
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    visitor: VisitorGiven,
    wanted: WantedGiven,
    name: Annotated[str, Path(max_length=60)],
    labels: Annotated[dict[str, bool], Depends(labels_said)],
    reviewer: Person = "",
    comment: Annotated[str, Form(max_length=4000)] = "",
    seen: Annotated[int | None, Form()] = None,
    shown: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Adjudicate; 409 with what was decided meanwhile where it is not as it was shown."""
    signs = given_name(visitor, reviewer)
    entered = Entered("adjudicate", signs, None, comment, seen, shown, labels)
    try:
        decide(portal.store, name, entered, wanted.indicator)
    except PortalError as failure:
        reviewed = portal.store.reviews.at(name)
        if failure.code not in ("changed_meanwhile", "bad_input") or reviewed is None:
            raise
        held = difference(portal.store, reviewed, signs, entered, told=failure.code == "changed_meanwhile")
        values = {"portion": Portion([reviewed], 1, 1, 1), "differences": [held], "failure": failure}
        return pages.show(request, "desk_adjudicate.html", failure.kind.status, wanted=wanted, **values)
    return remembering(RedirectResponse(wanted.address("/adjudicate"), 303), visitor, reviewing.named(signs))


@router.get("/review/agreement")
def agreement(request: Request, portal: PortalGiven, pages: PagesGiven, wanted: WantedGiven) -> Response:
    """How far independent reviewers agree."""
    code = reviewing.of_passages(wanted.indicator).code
    found = portal.kept.of(("agreement", code), lambda: review_measures.agreement_document(portal.store, code))
    return pages.show(request, "desk_agreement.html", wanted=wanted, reviewable=reviewable(), found=found)


@router.get("/review/progress")
def progress(
    request: Request, portal: PortalGiven, pages: PagesGiven, visitor: VisitorGiven, wanted: WantedGiven
) -> Response:
    """How far people have come: by indicator, by reviewer, and with what is assigned."""
    found = review_measures.progress_document(portal.store)
    return pages.show(request, "desk_progress.html", wanted=wanted, reviewable=reviewable(), found=found)


@router.post("/review/assignments")
def assign(
    *,
    portal: PortalGiven,
    visitor: VisitorGiven,
    wanted: WantedGiven,
    reviewer: Person,
    works: Annotated[str, Form(max_length=20_000)],
    by: Person = "",
    release: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Assign documents to a reviewer, or take that back."""
    name, named = (
        reviewing.named(given_name(visitor, by)),
        [work for line in works.split("\n") if (work := line.strip())],
    )
    review_measures.assigned_document(portal.store, wanted.indicator, reviewer, named, name, release=bool(release))
    return remembering(RedirectResponse(wanted.address("/progress") + "#assignments", 303), visitor, name)


@router.get("/review/samples")
def samples(request: Request, portal: PortalGiven, pages: PagesGiven, wanted: WantedGiven) -> Response:
    """The samples that were drawn, and the form to draw one."""
    found = review_measures.samples_document(portal.store, wanted.indicator)["samples"]
    return pages.show(request, "desk_samples.html", wanted=wanted, reviewable=reviewable(), samples=found)


@router.post("/review/samples")
def draw(
    portal: PortalGiven,
    visitor: VisitorGiven,
    wanted: WantedGiven,
    size: Annotated[int, Form()],
    seed: Annotated[int, Form()] = 1,
    by: Person = "",
) -> Response:
    """Draw a sample of passages of which nothing is suggested."""
    name = reviewing.named(given_name(visitor, by))
    asked = review_waiting.asked_for(portal.store, wanted.indicator)
    drawn = review_measures.drawn_document(portal.store, asked, size, seed, name)
    return remembering(RedirectResponse(wanted.address(f"/samples/{drawn['sample']}"), 303), visitor, name)


@router.get("/review/samples/{number}")
def sample(
    *,
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    wanted: WantedGiven,
    number: Annotated[int, Path(ge=1, le=2**31 - 1)],
    page: Number = 1,
) -> Response:
    """A sample, and the recall of suggestions that follows from it."""
    found = review_measures.sample_document(portal.store, portal.store.review_samples.get(number))
    members = by_length(found["members"], page, MEMBERS)
    return pages.show(request, "desk_sample.html", wanted=wanted, found=found, members=members)


@router.get("/review/unplaced")
def unplaced(
    request: Request, portal: PortalGiven, pages: PagesGiven, wanted: WantedGiven, page: Number = 1
) -> Response:
    """What people decided about and the text has no longer."""
    lost = by_length(portal.store.reviews.unplaced(), page, LOST)
    return pages.show(request, "desk_unplaced.html", wanted=wanted, lost=lost)
