# Avatarium in one image:
#
#   docker build -t avatarium .
#   docker run -p 127.0.0.1:8080:8080 -v avatarium:/data avatarium
#
# With a database server and TLS: deploy/compose.yaml; what else a server in production needs: docs/production.md.

# The version that the tests run on. Debian rather than Alpine: the WebRTC library needs glibc.
ARG NODE_IMAGE=node:20.20.2-bookworm-slim

# Compiled code is the same for every processor, so the builder's own makes it.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages/contract/package.json packages/contract/
COPY packages/lipsync/package.json packages/lipsync/
COPY packages/puppet/package.json packages/puppet/
COPY packages/importer/package.json packages/importer/
COPY packages/media-server/package.json packages/media-server/
COPY packages/local-room/package.json packages/local-room/
COPY packages/agora-local/package.json packages/agora-local/
COPY packages/trtc-local/package.json packages/trtc-local/
COPY packages/bridge/package.json packages/bridge/
COPY packages/server/package.json packages/server/
COPY packages/console/package.json packages/console/
COPY tests/package.json tests/
COPY bench/package.json bench/
COPY conformance/package.json conformance/
COPY scripts/package.json scripts/
RUN npm ci --ignore-scripts
COPY tsconfig.base.json ./
COPY packages packages
RUN npm run build -w packages/lipsync -w packages/puppet \
 && npx tsc -b packages/server \
 && npx tsc -b packages/agora-local packages/trtc-local packages/bridge \
 && npm run build -w packages/agora-local -w packages/trtc-local -w packages/bridge -w packages/console \
 && find packages/*/dist \( -name testing -o -name '*.d.ts' -o -name '*.map' -o -name .tsbuildinfo \) -prune -exec rm -r {} +

# What runs, for the processor that it will run on; npm picks the native packages without running any of them.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS dependencies
ARG TARGETARCH
WORKDIR /app
COPY --from=build /app/package.json /app/package-lock.json /app/.npmrc ./
COPY --from=build /app/packages/contract/package.json packages/contract/
COPY --from=build /app/packages/lipsync/package.json packages/lipsync/
COPY --from=build /app/packages/puppet/package.json packages/puppet/
COPY --from=build /app/packages/importer/package.json packages/importer/
COPY --from=build /app/packages/media-server/package.json packages/media-server/
COPY --from=build /app/packages/bridge/package.json packages/bridge/
COPY --from=build /app/packages/server/package.json packages/server/
# Without the workspaces that only develop and test, or npm counts what they need as production's.
RUN npm pkg set --json workspaces='["packages/contract","packages/lipsync","packages/puppet","packages/importer","packages/media-server","packages/bridge","packages/server"]' \
 && case "${TARGETARCH:-amd64}" in amd64) cpu=x64 ;; *) cpu=$TARGETARCH ;; esac \
 && npm ci --omit=dev --ignore-scripts --os=linux --cpu=$cpu --libc=glibc \
 && find node_modules packages/*/node_modules -type f \
      \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM ${NODE_IMAGE}
ARG VERSION=0.1.0
ARG REVISION=
LABEL org.opencontainers.image.title="Avatarium" \
      org.opencontainers.image.description="Self-hosted live-avatar server" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
# ffmpeg looks at the videos that avatars are made of; tini passes signals on and collects what programs leave.
# Taken out again: npm, and the drivers of graphics cards that ffmpeg's packages bring along.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ffmpeg tini \
 && apt-get clean \
 && rm -rf /var/lib/apt/lists/* /var/log/apt /var/log/dpkg.log \
      /usr/lib/*/dri /usr/lib/*/libLLVM-* /usr/lib/*/libz3.so* \
      /usr/local/lib/node_modules /usr/local/bin/np[mx] /usr/local/bin/corepack /usr/local/bin/yarn* /opt/yarn* \
 && install -d -o node -g node -m 700 /data
WORKDIR /app
COPY LICENSE NOTICE ./
COPY --from=dependencies /app ./
COPY --from=build /app/packages/contract/dist packages/contract/dist
COPY --from=build /app/packages/lipsync/dist packages/lipsync/dist
COPY packages/lipsync/model/visemes.bin packages/lipsync/model/
COPY --from=build /app/packages/puppet/dist packages/puppet/dist
COPY --from=build /app/packages/importer/dist packages/importer/dist
COPY packages/importer/models packages/importer/models
COPY --from=build /app/packages/media-server/dist packages/media-server/dist
COPY --from=build /app/packages/bridge/dist packages/bridge/dist
COPY --from=build /app/packages/agora-local/dist packages/agora-local/dist
COPY --from=build /app/packages/trtc-local/dist packages/trtc-local/dist
COPY --from=build /app/packages/console/dist packages/console/dist
COPY --from=build /app/packages/server/dist packages/server/dist
COPY packages/server/bin packages/server/bin
COPY packages/server/src/storage/migrations packages/server/src/storage/migrations
COPY deploy/healthcheck.mjs deploy/
RUN ln -s /app/packages/server/bin/avatarium.js /usr/local/bin/avatarium

# Inside a container every address is its own; what is reachable from outside is decided by what is published.
# MALLOC_ARENA_MAX is what the bin sets too (see its first lines). The WebRTC library looks for the sound server whose
# client ffmpeg brings along, and complains when it cannot make a folder for that.
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=2 \
    HOST=0.0.0.0 \
    DATA_DIR=/data \
    XDG_CONFIG_HOME=/tmp
USER node
VOLUME /data
EXPOSE 8080
# Sessions are ended within 5 seconds of this.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "/app/deploy/healthcheck.mjs"]
ENTRYPOINT ["tini", "--", "avatarium"]
CMD ["serve"]
