"""Rendering: the templates, the interface texts, and what every page is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from api.access.visitor import visitor_of
from api.kept import shown_old
from api.once import once
from api.web import addresses, language
from api.web.leaders import without_leaders
from api.web.links.neighbourhood import Neighbourhood
from api.web.searching.highlights import snippet, why
from corpus.countries import country_name
from corpus.errors import PortalError
from corpus.lexicon import read_yaml
from corpus.places import place_name, written_pinpoint
from corpus.queries import LONGEST_QUERY
from corpus.store.works import OWN

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
LONGEST_NAME = 64
"""Characters of a title that stands where other documents have a symbol."""

ROOMS = ("searching", "reader", "links", "desk", "indicators", "countries", "library", "signin")
"""The packages below this one that have pages: each with templates, and texts of its own where it needs some."""

Text = str | Sequence[str]
Texts = Mapping[str, Mapping[str, Text]]
"""By key and language: a text, or two of them, for ``n`` = 1 and for any other."""


@cache
def read_texts() -> Texts:
    """The interface texts, by key and language, of all rooms; shared. ``ValueError`` for one that is given twice."""
    texts: dict[str, Mapping[str, Text]] = {}
    for package in ("api.web", *map("api.web.{}".format, ROOMS)):
        given = read_yaml(package, "texts") if files(package).joinpath("texts.yml").is_file() else {}
        for key, text in given.items():
            if key in texts:
                raise ValueError(f"the interface text {key!r} is given twice")
            texts[key] = text
    return texts


def translate(texts: Texts, interface: str, key: str, **values: object) -> str:
    """The text for a key, with its ``{fields}`` filled; KeyError for a key that is not there."""
    text = texts[key][interface]
    if not isinstance(text, str):
        text = text[0] if values.get("n") == 1 else text[1]
    return text.format(**values) if values else text


def word(texts: Texts, interface: str, group: str, name: str | None) -> str:
    """A word of a closed vocabulary ("status", "matched") or a country's name; the word itself where there is none."""
    if group == "country":
        return country_name(name or "", interface)
    return translate(texts, interface, f"{group}.{name}") if f"{group}.{name}" in texts else name or ""


@dataclass(frozen=True)
class Pages:
    """Renders pages. ``version`` stands in the addresses of style and script, so that a new one is fetched."""

    environment: Environment
    texts: Texts
    version: str

    def show(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        """A page in the visitor's language; remembers the language when the switch was used."""
        interface = language.interface_language(request)
        body = self.environment.get_template(template).render(self._frame(request, interface) | values)
        response = HTMLResponse(body, status, headers={"Vary": "Accept-Language, Cookie", "Cache-Control": "no-cache"})
        if language.chosen(request):
            response.set_cookie(
                language.COOKIE, interface, max_age=language.YEAR_SECONDS, samesite="lax", httponly=True
            )
        return response

    def picture(self, picture: Neighbourhood, interface: str) -> str:
        """A document's neighbourhood as an SVG that stands alone."""
        values = {"t": partial(translate, self.texts, interface), "word": partial(word, self.texts, interface)}
        return self.environment.get_template("neighbourhood.svg").render(values | {"picture": picture, "linked": False})

    def error(self, request: Request, failure: PortalError) -> Response:
        """The page of an error: what it is and what to do about it."""
        return self.show(request, "error.html", failure.kind.status, failure=failure)

    def _frame(self, request: Request, interface: str) -> dict[str, Any]:
        title_of = cache(partial(_title_of, request))
        return {
            "ui": interface,
            "html_lang": language.INTERFACES[interface],
            "t": partial(translate, self.texts, interface),
            "word": partial(word, self.texts, interface),
            "switch": lambda other: _here(request, ui=other),
            "here": partial(_here, request),
            "section": request.url.path.split("/")[1],
            "visitor": visitor_of(request),
            "version": self.version,
            "old": shown_old(),
            "percent": percent,
            "title_of": title_of,
            "called": partial(_called, title_of),
        }


def percent(share: float) -> str:
    """What is likely, in whole per cent: never as sure as 0 or 100."""
    whole = round(share * 100)
    return "<1" if whole < 1 else ">99" if whole > 99 else str(whole)


def _title_of(request: Request, work: str) -> str:
    """What a Work is called: its key, where that is a symbol; else its title."""
    portal = getattr(request.app.state, "portal", None)
    if not work.startswith(OWN) or portal is None:
        return work
    title: str = portal.store.works.titles([work]).get(work, work)
    return title if len(title) <= LONGEST_NAME else title[: LONGEST_NAME - 1] + "…"


def _called(title_of: Callable[[str], str], work: str) -> str:
    """The same to be shown: with the key for who rests on a title."""
    title = title_of(work)
    return title if title == work else Markup('<bdi title="{}">{}</bdi>').format(work, title)


def _here(request: Request, **changed: object) -> str:
    """The page's own address with some of its query changed; None takes a name away."""
    url = request.url.remove_query_params([name for name, value in changed.items() if value is None])
    url = url.include_query_params(**{name: value for name, value in changed.items() if value is not None})
    # A path that begins with two slashes would lead to another host.
    path = "/" + quote(request.url.path.lstrip("/"))
    return f"{path}?{url.query}" if url.query else path


def make_pages() -> Pages:
    """The templates and texts that are shipped; everything put into a template is escaped."""
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("api.web"), *(PackageLoader(f"api.web.{room}") for room in ROOMS)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    functions: dict[str, Callable[..., Any]] = {
        "work_address": addresses.work_address,
        "picture_address": addresses.picture_address,
        "page_address": addresses.page_address,
        "links_address": addresses.links_address,
        "link_address": addresses.link_address,
        "passage_address": addresses.passage_address,
        "related_address": addresses.related_address,
        "about_address": addresses.about_address,
        "why": why,
        "snippet": snippet,
        "place_name": place_name,
        "written_pinpoint": written_pinpoint,
        "once": once,
        "direction": lambda code: "rtl" if code in RIGHT_TO_LEFT else "ltr",
    }
    environment.globals.update(functions)
    environment.globals["longest_query"] = LONGEST_QUERY
    environment.filters["without_leaders"] = without_leaders
    environment.filters["count"] = lambda number: f"{number:,}"
    return Pages(environment, read_texts(), _version())


def _version() -> str:
    static = files("api.web").joinpath("static")
    names = sorted(file.name for file in static.iterdir() if file.is_file())
    return sha256(b"".join(static.joinpath(name).read_bytes() for name in names)).hexdigest()[:8]
