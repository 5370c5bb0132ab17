"""Which right each route asks for: the one table of roles and routes. What does not stand here is refused to a team.

A route is named by its method and its path, as ``GET /v1/works/{symbol}``. ``corpus.access`` says which role has which
right. ``EVERYBODY`` needs no sign-in; of those, ``UNASKED`` are answered without looking who asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from corpus.access import Right

UNASKED = frozenset({"GET /v1/health", "GET /v1/ready", "MOUNT /static"})

EVERYBODY = UNASKED | {
    "GET /problems/{code}",
    "GET /signin",
    "POST /signin",
    "POST /signout",
    "GET /signin/provider",
    "GET /signin/callback",
}

READ = frozenset(
    {
        "GET /openapi.json",
        "GET /v1/search",
        "GET /v1/search/export",
        "GET /v1/answer",
        "GET /v1/passages/{passage_id}",
        "GET /v1/passages/{passage_id}/related",
        "GET /v1/searches",
        "GET /v1/searches/{number}",
        "GET /v1/works",
        "GET /v1/works/{symbol}",
        "GET /v1/works/{symbol}/passages",
        "GET /v1/works/{symbol}/pages/{number}.png",
        "GET /v1/works/{symbol}/links",
        "GET /v1/works/{symbol}/cited",
        "GET /v1/works/{symbol}/related",
        "GET /v1/works/{symbol}/parallel",
        "GET /v1/works/{symbol}/neighbourhood.svg",
        "GET /v1/cited",
        "GET /v1/links",
        "GET /v1/links/{link}",
        "GET /v1/link-decisions",
        "GET /v1/frameworks",
        "GET /v1/indicators",
        "GET /v1/indicators/{code}",
        "GET /v1/snapshots",
        "GET /v1/snapshots/{named}",
        "GET /v1/snapshots/{before}/diff/{named}",
        "GET /v1/presenters",
        "GET /v1/countries",
        "GET /v1/countries/{iso3}",
        "GET /v1/results",
        "GET /v1/review/agreement",
        "GET /v1/review/progress",
        "GET /v1/review/samples",
        "GET /v1/review/samples/{number}",
        "POST /v1/cite",
        "POST /v1/classify",
        "GET /",
        "GET /search",
        "GET /searches",
        "GET /passages/{passage_id}",
        "GET /passages/{passage_id}/related",
        "GET /passages/{passage_id}/about",
        "GET /passages/{passage_id}/menu",
        "GET /passages/{passage_id}/citation.{form}",
        "GET /works/{symbol}",
        "GET /works/{symbol}/links",
        "GET /works/{symbol}/pages/{number}",
        "GET /links/{link}",
        "GET /links/{link}/card",
        "GET /library",
        "GET /library/products",
        "GET /review/agreement",
        "GET /review/progress",
        "GET /review/samples",
        "GET /review/samples/{number}",
        "GET /indicators",
        "GET /indicators/{code}",
        "GET /indicators/{code}/ledger",
        "GET /indicators/{code}/snapshots",
        "GET /countries",
        "GET /countries/{written}",
    }
)

DECIDE = frozenset(
    {
        "GET /v1/review/queue",
        "GET /v1/review/items/{name}",
        "GET /v1/review/unplaced",
        "POST /v1/review/items/{name}/decisions",
        "POST /v1/links/{link}/decisions",
        "POST /v1/searches",
        "POST /v1/searches/{number}/run",
        "DELETE /v1/searches/{number}",
        "POST /searches",
        "POST /searches/{number}/run",
        "POST /searches/{number}/remove",
        "POST /links/{link}",
        "GET /review",
        "POST /review/begin",
        "GET /review/next",
        "GET /review/items/{name}",
        "POST /review/items/{name}",
        "GET /review/unplaced",
    }
)

ADD = frozenset(
    {
        "POST /v1/documents",
        "POST /v1/fetch",
        "GET /v1/fetch",
        "GET /library/add",
        "POST /library/add",
        "GET /library/received",
        "POST /library/retry",
        "GET /library/downloads",
        "POST /library/fetch",
        "POST /library/fetch/again",
        "POST /library/fetch/stop",
    }
)

# Decisions in full are for who leads: a reviewer sees those of others after their own.
LEAD = frozenset(
    {
        "GET /v1/review/decisions",
        "POST /v1/review/import",
        "POST /v1/review/assignments",
        "POST /v1/review/samples",
        "GET /review/adjudicate",
        "POST /review/adjudicate/{name}",
        "POST /review/assignments",
        "POST /review/samples",
        "POST /indicators/{code}/snapshots",
    }
)

OBSERVE = frozenset({"GET /metrics"})

ADMINISTER = frozenset({"POST /v1/review/training"})

RIGHT_OF: Mapping[str, Right | None] = MappingProxyType(
    dict.fromkeys(EVERYBODY)
    | dict.fromkeys(READ, Right.READ)
    | dict.fromkeys(DECIDE, Right.DECIDE)
    | dict.fromkeys(ADD, Right.ADD)
    | dict.fromkeys(LEAD, Right.LEAD)
    | dict.fromkeys(OBSERVE, Right.OBSERVE)
    | dict.fromkeys(ADMINISTER, Right.ADMINISTER)
)
"""The right that a route asks for; None: everybody."""

BY_KEY = "POST /signin"
AT_THE_PROVIDER = frozenset({"GET /signin/provider", "GET /signin/callback"})
"""What somebody who guesses would ask for again and again."""

EXPENSIVE = frozenset(
    {
        "GET /v1/answer",
        "GET /v1/search/export",
        "GET /v1/links",
        "GET /v1/works/{symbol}/pages/{number}.png",
        "GET /v1/review/decisions",
        "POST /v1/cite",
        "POST /v1/classify",
        "POST /v1/documents",
        "POST /v1/review/import",
        "POST /v1/review/samples",
        "POST /v1/review/training",
        "POST /library/add",
        "POST /library/fetch",
        "POST /v1/fetch",
        "POST /library/fetch/again",
        "POST /review/samples",
    }
)
"""What keeps the server busy: of these one visitor of a team has so many a minute."""
