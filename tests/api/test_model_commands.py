"""``vkp models``: what there is, what is in use, and one line where something cannot be done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.cli import main
from corpus.settings import Settings
from ingest.pipeline import ingest
from tests.search.tiny_models import tiny_embedder


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    said = capsys.readouterr()
    return int(left.value.code or 0), said.out, said.err


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("corpus")
    file = folder / "one.en.txt"
    file.write_text("DP/2099/71\n\nSample report\n\n1. Volunteers plant trees along the river.\n")
    ingest([file], Settings(data=folder / "data"))
    return str(folder / "data")


def test_models_are_listed_with_what_a_person_chooses_by(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, _ = run(capsys, "models", "--data", str(tmp_path))
    lines = out.splitlines()
    assert code == 0
    assert next(line for line in lines if line.startswith("bge-m3")).split()[1:3] == ["1024-d", "MIT"]
    assert lines[-1] == "dense: off (no model on this machine)"


def test_the_list_is_json_for_programs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    _, out, _ = run(capsys, "models", "list", "--json", "--data", str(tmp_path))
    document = json.loads(out)
    by_name = {row["name"]: row for row in document["models"]}
    assert (document["in_use"], document["choice"]) == (None, "off")
    assert by_name["multilingual-e5-small"]["prompts"] == {"query": "query: ", "document": "passage: "}
    assert {row["kind"] for row in document["models"]} == {"embedding", "reranking"}
    for row in document["models"]:  # pinned to a commit, none here
        assert (len(row["revision"]), row["on_this_machine"]) == (40, False)


def test_a_model_is_used_from_a_folder_listed_and_left_again(
    capsys: pytest.CaptureFixture[str], data: str, tmp_path: Path
) -> None:
    model = str(tiny_embedder(tmp_path / "models"))
    code, out, _ = run(capsys, "models", "use", model, "--precision", "int8", "--json", "--data", data)
    assert (code, json.loads(out)["use"]) == (0, f"{model}@int8")
    _, out, _ = run(capsys, "models", "--data", data)
    assert out.splitlines()[-1].startswith("dense: tiny-0 at sha256:")
    code, out, _ = run(capsys, "search", "trees", "--mode", "dense", "--json", "--data", data)
    assert (code, json.loads(out)["mode"]) == (0, "dense")
    code, out, _ = run(capsys, "models", "use", "off", "--data", data)
    assert (code, out.split(";")[0]) == (0, "dense: off")
    assert run(capsys, "search", "trees", "--mode", "dense", "--data", data)[0] == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pull"], "pull NAME"),  # what is to be pulled?
        (["list", "bge-m3"], "models takes list"),
        (["pull", "nothing"], "pull one of bge-m3"),
        (["pull", "bge-m3", "--precision", "int8"], "models takes list"),  # precision is chosen where it is used
        (["use", "bge-reranker-v2-m3"], "set VKP_RERANKER=bge-reranker-v2-m3"),
        (["use", "off"], "run 'vkp ingest' first"),
        (["drop"], "'list', 'pull', 'use'"),
    ],
)
def test_a_wrong_call_is_one_line_that_says_what_to_do(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str], said: str
) -> None:
    code, out, err = run(capsys, "models", *arguments, "--data", str(tmp_path))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said.casefold() in err.casefold()


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (["bge-m3"], "run 'vkp models pull bge-m3'"),
        (["bge-m3", "--precision", "int4"], "use float32 or int8"),
        (["/no/such/folder"], "is no model folder"),
    ],
)
def test_a_model_that_cannot_be_used_leaves_the_index_as_it_is(
    capsys: pytest.CaptureFixture[str], data: str, choice: list[str], said: str
) -> None:
    code, _, err = run(capsys, "models", "use", *choice, "--data", data)
    assert (code, err.count("\n")) == (2, 1)
    assert said.casefold() in err.casefold()
    assert json.loads(run(capsys, "search", "trees", "--json", "--data", data)[1])["total"] == 1
