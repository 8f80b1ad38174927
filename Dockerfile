# One image for every node of a deployment: the release binary with the interface embedded, and what it links.
# docker build -t onex .

FROM node:20-bookworm-slim AS web
WORKDIR /src/web
COPY web/package.json web/package-lock.json ./
RUN npm install --no-save --no-audit --no-fund
# What the verifier shares with the engine.
COPY api/engines/credential/data /src/api/engines/credential/data
COPY web ./
RUN npm run build

FROM rust:1.95-bookworm AS api
# libpq of the system, for TLS to the database: the default build has a libpq without it compiled in.
# hadolint ignore=DL3008 # the distribution's security updates are wanted, a pin would hold them off
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libpq-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
COPY --from=web /src/web/dist web/dist
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --bin onex --no-default-features \
 && install -D target/release/onex /out/onex

FROM debian:bookworm-slim
# hadolint ignore=DL3008 # as above
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates libpq5 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --user-group --home-dir /data --shell /usr/sbin/nologin onex \
 && install -d -o onex -g onex -m 0700 /data
COPY --from=api /out/onex /usr/local/bin/onex
USER 10001:10001
VOLUME /data
EXPOSE 8080
ENV ONEX_LISTEN=0.0.0.0:8080 \
    ONEX_LOG_FORMAT=json
# Ready means: migrated and the database answers.
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s --retries=3 CMD ["onex", "healthcheck"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["onex"]
CMD ["serve", "--data", "/data"]
