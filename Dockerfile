FROM python:3.13-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python -m venv /opt/reprieve
COPY requirements.lock ./
RUN /opt/reprieve/bin/python -m pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY handlers handlers
# The build backend came with the locked packages, so this step downloads nothing; afterwards nobody needs it.
RUN /opt/reprieve/bin/python -m pip install --no-deps --no-build-isolation . \
    && /opt/reprieve/bin/python -m pip uninstall --yes hatchling editables pathspec pluggy tomlkit trove-classifiers pip

FROM python:3.13-slim-trixie
LABEL org.opencontainers.image.title="Reprieve" \
      org.opencontainers.image.description="Watches legal deadlines and alerts Discord and Telegram when one moves" \
      org.opencontainers.image.licenses="MIT"
RUN groupadd --gid 10001 reprieve \
    && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin reprieve \
    && install --directory --owner=10001 --group=10001 --mode=0750 /data
COPY --from=build /opt/reprieve /opt/reprieve
ENV PATH="/opt/reprieve/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    REPRIEVE_DATA=/data \
    REPRIEVE_WEB__HOST=0.0.0.0
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s --retries=3 CMD ["reprieve", "healthcheck"]
ENTRYPOINT ["reprieve"]
CMD ["run"]
