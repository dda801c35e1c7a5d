# Two stages: the first builds and forgets what is only for development, the second runs as a user without rights.
FROM node:22-bookworm-slim AS build
WORKDIR /opt/ringfence
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY jobs jobs
COPY src src
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:22-bookworm-slim
ENV NODE_ENV=production RINGFENCE_HOME=/var/lib/ringfence
WORKDIR /opt/ringfence
COPY --from=build /opt/ringfence/node_modules node_modules
COPY --from=build /opt/ringfence/dist dist
# Not tsconfig.json: without it nothing is taken for a checkout that may have to be built.
COPY package.json LICENSE NOTICE ./
COPY sql sql
COPY templates templates
COPY data-samples data-samples
COPY src/cli/launch.js src/cli/launch.js
COPY src/postgres/supervise.js src/postgres/supervise.js
COPY src/console/page src/console/page
COPY src/engine/spark/connect src/engine/spark/connect
RUN ln -s /opt/ringfence/src/cli/launch.js /usr/local/bin/ringfence && mkdir -p "$RINGFENCE_HOME" && chown node:node "$RINGFENCE_HOME"
USER node
VOLUME /var/lib/ringfence
# Of `serve`, the default command: it has given a sign within half an hour. A container of one night has no use for it: --no-healthcheck.
HEALTHCHECK --interval=60s --timeout=15s --start-period=60s CMD ["ringfence", "status", "--serving"]
ENTRYPOINT ["ringfence"]
CMD ["serve"]
