# The first stage installs the pinned dependencies and the service, the second carries only what came of it.
FROM python:3.13-slim AS builder
WORKDIR /src
RUN python -m venv /opt/tuijin
COPY locks/run.txt locks/
RUN /opt/tuijin/bin/python -m pip install --disable-pip-version-check --require-hashes -r locks/run.txt
COPY pyproject.toml README.md ./
COPY service service/
COPY seed seed/
COPY migrations migrations/
RUN /opt/tuijin/bin/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN groupadd --gid 10001 tuijin \
    && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin tuijin \
    && install --directory --owner=10001 --group=10001 /data
COPY --from=builder /opt/tuijin /opt/tuijin
ENV PATH=/opt/tuijin/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    TUIJIN_HOST=0.0.0.0 \
    TUIJIN_PORT=8000 \
    TUIJIN_DATA_DIR=/data
WORKDIR /data
VOLUME /data
USER 10001:10001
EXPOSE 8000
# A first start builds the search index, and is ready when that is there: some seconds, the period allows for slow disks.
# http.client and not urllib: it asks no proxy that the environment may name.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, sys, http.client as h; c = h.HTTPConnection('127.0.0.1', int(os.environ['TUIJIN_PORT']), timeout=4); c.request('GET', '/readyz'); sys.exit(c.getresponse().status != 200)"]
# `exec` makes the server the container's first process, so that it gets the signal to stop.
CMD ["sh", "-c", "tuijin migrate && tuijin seed && exec tuijin serve"]
