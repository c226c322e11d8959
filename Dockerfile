# Bunting for a server: the application alone, with PostgreSQL beside it (compose.yaml).
FROM node:24-bookworm-slim AS build
WORKDIR /bunting
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:24-bookworm-slim
WORKDIR /bunting
ENV HOST=0.0.0.0 PORT=3000 BUNTING_HOME=/var/lib/bunting-home
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force
COPY --from=build /bunting/dist dist
COPY migrations migrations
RUN mkdir -p "$BUNTING_HOME" && chown node:node "$BUNTING_HOME"
USER node
VOLUME /var/lib/bunting-home
EXPOSE 3000
HEALTHCHECK CMD node_modules/node/bin/node -e "fetch('http://127.0.0.1:3000/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"
CMD ["node_modules/node/bin/node", "dist/main.js"]
