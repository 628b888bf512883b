# The `ad` command. docker build -t anomaly-detection/detector . && docker run -p 127.0.0.1:8000:8000 anomaly-detection/detector
ARG NODE_IMAGE=node:24.11.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /src
COPY . .
# Installs what the application needs, builds it, and puts it together with its dependencies into one folder.
RUN npx -y pnpm@10.34.9 install --frozen-lockfile --filter "@ad/pipeline..." \
  && npx -y pnpm@10.34.9 --config.verify-deps-before-run=false --filter "@ad/pipeline..." run compile \
  && npx -y pnpm@10.34.9 --config.verify-deps-before-run=false --filter @ad/pipeline deploy --prod --legacy /app

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
COPY --from=build /app /app
# Outbox, recorded history and runs go here: mount a volume to keep them.
RUN mkdir -p /var/lib/ad && chown node:node /var/lib/ad
WORKDIR /var/lib/ad
VOLUME /var/lib/ad
USER node
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=10s --retries=4 \
  CMD ["node", "-e", "fetch('http://localhost:8000/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/bin/ad.js"]
CMD ["run", "--config", "/app/config/production.json"]
