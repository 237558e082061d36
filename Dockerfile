# Tripont in one image for all its processes. Alone it serves everything (tripont serve); docker-compose.yml runs the
# halves apart. Models of Argos are not in it: they lie in the volume, and one command fetches them.

FROM python:3.11-slim-bookworm AS build

# binutils: some wheels bring symbols for debuggers, 130 MB in all. (Libraries that a wheel has moved break when stripped.)
RUN apt-get update \
    && apt-get install -y --no-install-recommends binutils \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /source
COPY requirements.lock ./
RUN python -m venv /opt/tripont \
    && /opt/tripont/bin/pip install --no-cache-dir --no-compile --require-hashes --no-deps -r requirements.lock

COPY pyproject.toml README.md LICENSE tripont.py ./
COPY commands commands
COPY document document
COPY glossary glossary
COPY store store
COPY worker worker
COPY api api
RUN /opt/tripont/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
    && /opt/tripont/bin/pip uninstall -y pip \
    && cd /opt/tripont/lib/python3.11/site-packages \
    && find spacy thinc blis srsly preshed cymem murmurhash rapidfuzz sqlalchemy -name '*.so' \
        -exec strip --strip-unneeded {} +

# Compiled by being used, because nothing can be written where it runs; it also proves that the parts fit together.
WORKDIR /
RUN /opt/tripont/bin/python -c "import tripont, commands.household, commands.server_parts, api.app, worker.tasks, \
    worker.rebuild.review, worker.extract.child, worker.engines.apertium_choices, worker.engines.argos.engine"


FROM python:3.11-slim-bookworm

# Apertium with its pairs, and fonts to paint what a PDF does not bring.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        apertium apertium-fr-es apertium-eng-spa apertium-fra-cat apertium-spa-cat apertium-eng-cat \
        cg3 apertium-separable apertium-anaphora fonts-liberation fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin tripont \
    && install -d -o tripont -g tripont -m 0700 /var/lib/tripont

COPY --from=build /opt/tripont /opt/tripont

ENV PATH=/opt/tripont/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    XDG_CACHE_HOME=/tmp/cache \
    TRIPONT_HOME=/var/lib/tripont \
    ARGOS_PACKAGES_DIR=/var/lib/tripont/models

USER 10001:10001
WORKDIR /var/lib/tripont
VOLUME /var/lib/tripont
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/api/v1/health', timeout=5)"]
CMD ["tripont", "serve", "--host", "0.0.0.0"]
