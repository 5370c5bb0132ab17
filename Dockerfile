FROM python:3.11-slim
WORKDIR /portal
COPY pyproject.toml constraints.txt README.md ./
COPY corpus corpus
COPY ingest ingest
COPY search search
COPY api api
COPY eval eval
RUN pip install --no-cache-dir -c constraints.txt . && useradd --create-home portal && mkdir /data && chown portal /data
USER portal
ENV HAYSTACK_TELEMETRY_ENABLED=False
ENTRYPOINT ["vkp"]
