# The portal, as a server or as a worker; target "ocr" reads pictures too. Never built by its authors: docs/deploy.md.
# What seldom changes comes first: an update of the portal replaces its own layer of about 10 MB alone.
ARG PYTHON=python:3.11.14-slim-bookworm

# 1. What the portal needs, without the portal: stubs stand for its packages.
FROM ${PYTHON} AS needs
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
WORKDIR /build
COPY pyproject.toml constraints.txt README.md ./
# torch of the index below is built for CPUs; that of the Python index brings gigabytes for graphics cards.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
ARG EXTRAS=postgres,oidc,otel,s3,dense
RUN mkdir corpus ingest search api eval \
    && /venv/bin/pip install -c constraints.txt --extra-index-url "${TORCH_INDEX}" ".[${EXTRAS}]" \
    && /venv/bin/pip uninstall -y volunteering-knowledge-portal

# 2. The portal alone.
FROM needs AS built
COPY corpus corpus
COPY ingest ingest
COPY search search
COPY api api
COPY eval eval
RUN /venv/bin/pip install --no-deps -c constraints.txt --target /portal .

# 3. What runs: no compiler, no package manager's caches, nobody's rights.
FROM ${PYTHON} AS portal
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /tmp portal \
    && install -d -o portal -g portal /data /models
COPY --from=needs /venv /venv
COPY --from=built /portal /portal
ENV PATH=/portal/bin:/venv/bin:$PATH \
    PYTHONPATH=/portal \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HAYSTACK_TELEMETRY_ENABLED=False \
    HF_HUB_OFFLINE=1 \
    VKP_DATA=/data \
    VKP_MODELS=/models
USER 10001:10001
ENTRYPOINT ["vkp"]

# 4. The same with tesseract, for "vkp work --ocr".
FROM portal AS ocr
USER root
RUN apt-get update \
    && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-ara tesseract-ocr-chi-sim \
       tesseract-ocr-fra tesseract-ocr-rus tesseract-ocr-spa \
    && rm -rf /var/lib/apt/lists/*
USER 10001:10001

# What "docker build ." makes.
FROM portal
