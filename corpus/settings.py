"""Settings, read from the environment when asked for and never at import.

Layout of the data folder (``--data``, else ``VKP_DATA``, else ``./.vkp``)::

    portal.db       the SQL store: the truth, with people's decisions
    originals/      the files as received, by SHA-256: originals/ab/abcdef…; unless ``VKP_ORIGINALS`` says where
    fetched/        originals of an object store that were read of late; can be deleted
    index/          the passage index: a projection that can be deleted and rebuilt
    embedding.json  which embedding model the index is made with (``vkp models use``); none: no dense vectors
    vocabulary.json the words of the corpus, for suggestions: a projection that can be deleted
    downloads/      files while they are downloaded (``vkp fetch``); what nobody goes on with is removed after a week
    models/         the models that ``vkp models pull`` fetched, unless ``VKP_MODELS`` says where
    opinions/       learned second opinions of evidence, every version; ``in-use`` names one
    writer.lock     held by the one process that writes
    worker.alive    touched by ``vkp work`` at every step (``worker-ocr.alive`` by ``vkp work --ocr``)
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import DirectoryPath, Field, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)

PREFIX = "VKP_"


class Settings(BaseSettings):
    """Everything that can be configured; each field is the environment variable ``VKP_<FIELD>``.

    Where that is not set it is the text of the file ``vkp_<field>`` in the folder ``VKP_SECRETS``, if there is one.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    data: Path = Field(default=Path(".vkp"), description="the data folder")
    secrets: DirectoryPath | None = Field(default=None, description="a folder of files that hold settings: vkp_NAME")
    database_url: str | None = Field(default=None, description="SQL store, when it is not the data folder's SQLite")
    originals: str | None = Field(
        default=None, description="where originals are kept: a folder or s3://bucket/prefix; unset: the data folder"
    )
    originals_endpoint: str | None = Field(
        default=None, description="the address of that object store; unset: AWS_ENDPOINT_URL, else Amazon's"
    )
    originals_key: str | None = Field(default=None, description="its access key; unset: AWS_ACCESS_KEY_ID")
    originals_secret: str | None = Field(default=None, description="its secret key; unset: AWS_SECRET_ACCESS_KEY")
    originals_cache_mb: int = Field(
        default=512, ge=1, description="how much of an object store's originals is kept on this machine, in MiB"
    )
    qdrant_url: str | None = Field(default=None, description="a Qdrant server, instead of the embedded index")
    qdrant_api_key: str | None = Field(default=None, description="the Qdrant server's key")
    qdrant_shards: int | None = Field(
        default=None, ge=1, description="into how many shards that server splits a new index; unset: as it does itself"
    )
    qdrant_replicas: int | None = Field(
        default=None, ge=1, description="how many copies of each it keeps; more than half must have each write"
    )
    qdrant_quantization: Literal["auto", "off", "int8", "binary"] = Field(
        default="auto", description="how dense vectors are kept small in that server's memory; auto: int8 from 1 GiB on"
    )
    qdrant_on_disk: Literal["auto", "on", "off"] = Field(
        default="auto", description="whether texts, vectors and graph are read from that server's disk; auto: by size"
    )
    embedding: str | None = Field(
        default=None, description="off, a name of 'vkp models' or a folder; unset: what 'vkp models use' chose"
    )
    models: Path | None = Field(default=None, description="where models are kept; unset: models/ in the data folder")
    reranker: str = Field(default="off", description="off, a cross-encoder of 'vkp models' or a folder")
    rerank_depth: int = Field(default=30, ge=1, le=200, description="how many candidates the reranker reads")
    generator_url: str | None = Field(
        default=None, description="a server of OpenAI's chat completions that words answers; unset: quotes alone"
    )
    generator_model: str | None = Field(default=None, description="the model that it is asked for")
    generator_key: str | None = Field(default=None, description="the generator's key, where it wants one")
    generator_seconds: float = Field(default=30.0, gt=0, description="how long to wait for the generator")
    max_file_mb: int = Field(default=200, ge=1, description="largest file accepted, in MiB")
    max_pages: int = Field(default=5000, ge=1, description="most pages read from one file")
    parse_seconds: int = Field(default=60, ge=0, description="wall time the reading of one file may take")
    parse_memory_mb: int = Field(default=1024, ge=1, description="address space of the reading child, in MiB")
    access: Literal["auto", "keys"] = Field(
        default="auto", description="auto: a sign-in is needed once there is a key or a provider; keys: always"
    )
    public_reading: bool = Field(default=False, description="whether a team's portal can be read without signing in")
    hosts: str = Field(default="", description="further names, by commas, that a portal without keys is reached by")
    session_hours: int = Field(default=12, ge=1, le=720, description="how long somebody stays signed in")
    rate_per_minute: int = Field(default=60, ge=1, description="expensive requests of one visitor of a team")
    oidc_issuer: str | None = Field(default=None, description="an OpenID Connect provider that people sign in by")
    oidc_client_id: str | None = Field(default=None, description="the portal's name there")
    oidc_client_secret: str | None = Field(default=None, description="the portal's secret there, where it has one")
    oidc_claim: str = Field(default="roles", description="the claim whose values oidc_roles turns into roles")
    oidc_roles: str = Field(
        default="", description="value=role; …: the role for a value of the claim, a verified e-mail or a subject"
    )
    fetch: Literal["on", "off"] = Field(default="on", description="whether official documents may be downloaded")
    fetch_mirror: str | None = Field(
        default=None, description="a mirror inside your organisation, asked in place of the official sites"
    )
    fetch_delay: float = Field(default=2.0, ge=0, description="seconds between two requests to one site")
    fetch_seconds: float = Field(default=30.0, gt=0, description="how long to wait for a site that is silent")
    lock_seconds: float = Field(default=10.0, ge=0, description="how long to wait for a busy data folder")
    log: Literal["text", "json"] = Field(default="text", description="how 'vkp serve' and 'vkp work' write their log")
    ingest: Literal["here", "worker"] = Field(
        default="here", description="here: the server reads what is uploaded; worker: it accepts, 'vkp work' reads"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What a call says, then the environment, then the files of secrets."""
        folder = os.environ.get(f"{PREFIX}SECRETS", "")
        # What is no folder is refused as the setting that it is; the source would only warn.
        files = SecretsSettingsSource(settings_cls, folder if folder and Path(folder).is_dir() else None)
        return init_settings, env_settings, files

    @field_validator("secrets")
    @classmethod
    def _hold_settings(cls, folder: Path | None) -> Path | None:
        """A name that is misspelt or a file that is empty would be a setting that is silently not made."""
        for file in () if folder is None else sorted(folder.glob(f"{PREFIX.lower()}*")):
            if file.name.removeprefix(PREFIX.lower()) not in cls.model_fields:
                raise ValueError(f"{file.name} in it is the name of no setting")
            if file.stat().st_size == 0:
                raise ValueError(f"{file.name} in it is empty")
        return folder

    @property
    def originals_folder(self) -> Path:
        """Where the originals are kept, unless in an object store."""
        return self.data / "originals" if self.originals is None else Path(self.originals)

    @property
    def fetched(self) -> Path:
        """Where originals of an object store are that were read of late."""
        return self.data / "fetched"

    @property
    def downloads(self) -> Path:
        """Where files are while they are downloaded."""
        return self.data / "downloads"

    @property
    def index(self) -> Path:
        """Where the embedded passage index is kept."""
        return self.data / "index"

    @property
    def models_folder(self) -> Path:
        """Where models are kept."""
        return self.models or self.data / "models"

    @property
    def store_url(self) -> str:
        """The SQLAlchemy address of the store."""
        return self.database_url or f"sqlite:///{self.data / 'portal.db'}"
