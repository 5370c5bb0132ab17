"""Every error the portal reports: one table of code, HTTP status, exit code, cause and remedy."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """A row of the table. ``title`` names the cause in general, ``remedy`` what a person can do about it."""

    status: int
    exit_code: int
    title: str
    remedy: str


ERRORS: dict[str, ErrorKind] = {
    # the call
    "path_missing": ErrorKind(400, 2, "No such file or folder", "check the path"),
    "nothing_to_ingest": ErrorKind(400, 2, "No document in that folder", "put PDF, DOCX, HTML or TXT files there"),
    "bad_manifest": ErrorKind(400, 2, "The manifest cannot be used", "see the manifest's columns in the README"),
    "bad_input": ErrorKind(400, 2, "The input cannot be used", "see the command's --help"),
    "query_empty": ErrorKind(400, 2, "The query is empty", "type a few words or a document symbol"),
    "query_too_long": ErrorKind(400, 2, "The query is too long", "shorten it"),
    "unknown_indicator": ErrorKind(404, 2, "Unknown indicator", "ask for one of those that are defined"),
    "unknown_snapshot": ErrorKind(404, 2, "No such snapshot", "'vkp snapshots list' names those that are kept"),
    "bad_definition": ErrorKind(400, 2, "The definition of an indicator cannot be used", "correct the file"),
    "unknown_work": ErrorKind(404, 2, "No such document in the corpus", "check the symbol, or ingest the document"),
    "unknown_passage": ErrorKind(404, 2, "No such passage in the corpus", "search again"),
    "unknown_link": ErrorKind(
        404, 2, "No such link in the corpus", "'vkp links SYMBOL --json' gives the names of links, as id"
    ),
    "changed_meanwhile": ErrorKind(409, 1, "Someone else decided first", "look at it again, then decide"),
    "key_reused": ErrorKind(
        422, 2, "The Idempotency-Key came with another request", "send a new key with a new request"
    ),
    "key_taken": ErrorKind(409, 1, "A request with that Idempotency-Key is being carried out", "send it again"),
    "unknown_sample": ErrorKind(404, 2, "No such sample", "'vkp review sample' names those that there are"),
    "unknown_search": ErrorKind(404, 2, "No such saved search", "'vkp searches list' names those that there are"),
    "name_taken": ErrorKind(409, 2, "There is a saved search of that name", "choose another name, or remove that one"),
    "unknown_mode": ErrorKind(400, 2, "That search mode is off", "use --mode lexical, or configure an embedding model"),
    "not_found": ErrorKind(404, 2, "Not found", "see /openapi.json for what there is"),
    "too_large": ErrorKind(413, 2, "The body is too large", "send a smaller file"),
    "encoded_body": ErrorKind(415, 2, "The body is encoded", "send it without Content-Encoding"),
    "address_too_long": ErrorKind(414, 2, "The address is too long", "shorten it"),
    "head_too_large": ErrorKind(431, 2, "The head of the request is too large", "send fewer and shorter headers"),
    "too_slow": ErrorKind(408, 1, "The request came too slowly", "send it again, over a faster connection"),
    "bad_http": ErrorKind(400, 2, "The request is not HTTP as understood here", "send HTTP/1.1, as RFC 9112 says"),
    "invalid_request": ErrorKind(422, 2, "The request does not fit the API", "see /openapi.json"),
    "method_not_allowed": ErrorKind(405, 2, "That method is not allowed here", "see /openapi.json for what there is"),
    "sign_in_needed": ErrorKind(401, 2, "That needs a sign-in", "sign in, or send a key as 'Authorization: Bearer'"),
    "bad_key": ErrorKind(401, 2, "The key is not known, or no longer", "ask an administrator for another"),
    "not_signed_in": ErrorKind(403, 2, "The provider did not sign you in", "try again, or ask an administrator"),
    "forbidden": ErrorKind(403, 2, "Your role may not do that", "ask an administrator for another role"),
    "too_many_requests": ErrorKind(429, 1, "Too many requests", "wait as long as Retry-After says, then go on"),
    "overloaded": ErrorKind(503, 1, "Too many connections at once", "try again in a moment"),
    "provider_unavailable": ErrorKind(503, 1, "The sign-in provider does not answer", "try again, or use a key"),
    "unknown_key": ErrorKind(404, 2, "No such key", "'vkp keys list' names those that there are"),
    "open_to_others": ErrorKind(
        400,
        2,
        "Others could reach that address, and nobody has a key",
        "create one with 'vkp keys create NAME --role admin', or serve on 127.0.0.1",
    ),
    "wrong_host": ErrorKind(
        421, 2, "The portal is not served under that name", "open it at 127.0.0.1, or set VKP_HOSTS"
    ),
    "cross_site": ErrorKind(403, 2, "The request comes from another site", "send it from the portal's own pages"),
    "not_ready": ErrorKind(503, 1, "The portal is not ready", "see the checks, then try again"),
    "worker_silent": ErrorKind(503, 1, "The worker is not well", "see its log, then start it again"),
    "worker_needs_server": ErrorKind(
        400, 2, "A worker and a server cannot share the embedded index", "set VKP_QDRANT_URL, or unset VKP_INGEST"
    ),
    "no_tesseract": ErrorKind(400, 2, "Tesseract cannot read the pages", "install it as the README says"),
    # the data folder
    "data_unreadable": ErrorKind(500, 2, "The data folder cannot be used", "check its path and permissions"),
    "data_missing": ErrorKind(404, 2, "There is no data folder yet", "run 'vkp ingest' first"),
    "data_newer": ErrorKind(500, 2, "The data folder was written by a newer version", "update the portal"),
    "data_busy": ErrorKind(503, 2, "The data folder is in use by another process", "wait for it, or use its HTTP API"),
    "store_unavailable": ErrorKind(503, 1, "The database does not answer", "start it, or check VKP_DATABASE_URL"),
    "originals_unavailable": ErrorKind(
        503, 1, "The store of originals does not answer", "start it, or check VKP_ORIGINALS and its settings"
    ),
    "disk_full": ErrorKind(507, 1, "The disk is full", "free some space and run the command again"),
    "index_mismatch": ErrorKind(409, 2, "The index was made with another embedding", "run 'vkp reindex'"),
    "index_unavailable": ErrorKind(503, 1, "The passage index cannot be opened", "run 'vkp reindex'"),
    "model_unavailable": ErrorKind(503, 2, "The embedding model cannot be loaded", "check VKP_EMBEDDING"),
    "cluster_unavailable": ErrorKind(503, 1, "The Ray cluster cannot be used", "start it, or ingest without --ray"),
    "backup_damaged": ErrorKind(422, 2, "The backup cannot be used", "take another one: nothing was written"),
    "file_exists": ErrorKind(409, 2, "There is a file of that name", "name another one, or say --force"),
    "folder_not_empty": ErrorKind(409, 2, "The folder is not empty", "name a new folder"),
    "internal": ErrorKind(500, 1, "The portal failed", "run it again with --debug and report what it prints"),
}

FETCH_ERRORS: dict[str, ErrorKind] = {
    "fetching_off": ErrorKind(403, 2, "Nothing is downloaded here", "unset VKP_FETCH, or ingest the file by hand"),
    "no_address": ErrorKind(
        404, 2, "The document has no official address of its own", "look for it in the report that prints it"
    ),
    "unreachable": ErrorKind(
        503, 1, "The site cannot be reached", "run it again with a connection: what is there is kept"
    ),
    "not_published": ErrorKind(
        404, 1, "The site does not have the document in that language", "ask for another language"
    ),
    "site_busy": ErrorKind(503, 1, "The site asks to wait", "run it again later: what is there is kept"),
    "site_refused": ErrorKind(
        502, 1, "The site did not give the document", "open its address in a browser, then ingest the file"
    ),
    "not_allowed": ErrorKind(
        502, 1, "The address is not one of the official sites", "open it in a browser and look, then ingest the file"
    ),
    "cut_short": ErrorKind(502, 1, "The download broke off", "run it again: it goes on where that is possible"),
}
"""Errors of what was to be downloaded: a run over many goes on, but where no site can be reached."""

ERRORS |= FETCH_ERRORS

FILE_ERRORS: dict[str, ErrorKind] = {
    "empty_file": ErrorKind(422, 1, "The file is empty", "get the file again"),
    "file_unreadable": ErrorKind(422, 1, "The file cannot be read", "check its permissions"),
    "too_big": ErrorKind(422, 1, "The file is too large", "split it, or raise VKP_MAX_FILE_MB"),
    "unknown_format": ErrorKind(422, 1, "The file is not a PDF, DOCX, HTML or text file", "convert it"),
    "not_a_pdf": ErrorKind(422, 1, "The file is named .pdf and is not one", "get the file again"),
    "encrypted": ErrorKind(422, 1, "The PDF is encrypted", "save it without a password"),
    "damaged": ErrorKind(422, 1, "The file is damaged or cut", "get the file again"),
    "too_many_pages": ErrorKind(
        422, 1, "The file has too many pages", "split it, or raise VKP_MAX_PAGES and ingest it with --retry"
    ),
    "checksum_mismatch": ErrorKind(
        422, 1, "The file is not the one its manifest names", "get the file again, or correct its row"
    ),
    "out_of_time": ErrorKind(422, 1, "Reading the file took too long", "look at the file: it may be hostile"),
    "out_of_memory": ErrorKind(422, 1, "Reading the file took too much memory", "look at the file: it may be hostile"),
    "parser_crashed": ErrorKind(422, 1, "The parser crashed on the file", "look at the file: it may be hostile"),
    "process_ended": ErrorKind(
        422, 1, "Two runs ended while they worked on the file", "look at the file, then ingest it with --retry"
    ),
    "duplicate_work": ErrorKind(
        409, 1, "Two rows of a manifest name the same bytes differently", "correct one of the rows"
    ),
}
"""Errors that concern one file: a run over many goes on."""

ERRORS |= FILE_ERRORS


class PortalError(Exception):
    """An error with a row in the table; ``detail`` says what it was this time, in one line."""

    def __init__(self, code: str, detail: str = "", remedy: str | None = None) -> None:
        self.code = code
        self.kind = ERRORS[code]
        self.detail = " ".join(detail.split())
        self.remedy = remedy or self.kind.remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        cause = f"{self.kind.title}: {self.detail}" if self.detail else self.kind.title
        return f"{cause}. {self.remedy[:1].upper()}{self.remedy[1:]}."
