# The image of every process of ours: apps, migrators, seeds, workers, of all stages. Which of them a container is, its command says.
# Node runs the TypeScript as it stands, so nothing is compiled. Not `pnpm deploy`: that copies our packages into node_modules, where
# Node strips no types.

# Readable by who runs it, whatever the umask of the checkout is; and what the dependencies follow from, alone: a change of the sources
# installs nothing anew.
FROM node:24-bookworm-slim AS sources
WORKDIR /all
COPY . .
RUN chmod -R a+rX . && mkdir /manifests && find . \( -name package.json -o -name 'pnpm-*.yaml' \) -exec cp --parents {} /manifests \;

FROM node:24-bookworm-slim AS dependencies
WORKDIR /outgrow
COPY --from=sources /manifests ./
RUN npm install --global --no-audit --no-fund "$(node -p "require('./package.json').packageManager")"
# The servers as objects, with a Postgres and a client of Docker, are for who starts a stage: here everything is started already. What only tests
# depend on is left out, whole packages of ours included.
RUN pnpm install --frozen-lockfile --pm-on-fail=ignore --prod \
  --filter-prod '{./stages/*}...' --filter-prod '@outgrow/harness' --filter-prod '!@outgrow/services'

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
# What a process keeps lies here: a volume takes over the owner of the folder it is put on.
RUN mkdir /var/lib/outgrow && chown node:node /var/lib/outgrow
WORKDIR /outgrow
COPY --from=dependencies /outgrow ./
COPY --from=sources /all/packages packages
COPY --from=sources /all/stages stages
# As the harness asks a process: it is ready when each system that it needs answers it.
COPY docker/ready.sh /usr/local/bin/ready
RUN chmod 755 /usr/local/bin/ready
USER node
EXPOSE 8080
HEALTHCHECK --interval=3s --timeout=4s --start-period=60s --retries=5 CMD ready "$PORT" /readyz
ENTRYPOINT ["node"]
