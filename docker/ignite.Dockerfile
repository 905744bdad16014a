# A node of stage 5's cluster: Ignite, GraalJS and what is ours, made as scripts/tools/ignite/build.mjs makes it. Not from the official
# image of Ignite, which brings a Java of its own: GraalJS 24 wants 17.

FROM node:24-bookworm-slim AS rules
WORKDIR /build
COPY packages/domain ./
# esbuild is all that it depends on.
RUN npm install --omit=dev --no-package-lock --no-audit --no-fund
RUN node --input-type=module --eval \
  "(await import('node:fs')).writeFileSync('decide.js', await (await import('/build/bundle.ts')).bundleDecide())"

FROM maven:3.9-eclipse-temurin-17 AS jars
WORKDIR /build
COPY stages/5-acceleration-database/src/ignite2/node/pom.xml ./
RUN mvn --batch-mode --quiet --strict-checksums dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=/build/lib
COPY stages/5-acceleration-database/src/ignite2/node/src src
RUN find src/main/java -name '*.java' > sources \
  && javac --release 17 -encoding UTF-8 -nowarn -cp 'lib/*' -d classes @sources \
  && jar cf lib/shop-node.jar -C classes .

FROM eclipse-temurin:17-jre
RUN groupadd --system --gid 10001 ignite && useradd --system --uid 10001 --gid ignite --no-create-home ignite \
  # The data of a node, and what the nodes of a cluster share: a volume takes over the owner of the folder it is put on.
  && mkdir -p /var/lib/ignite /opt/cluster/nodes && chown -R ignite:ignite /var/lib/ignite /opt/cluster
WORKDIR /opt/ignite
COPY --from=jars /build/lib lib
COPY --from=rules /build/decide.js decide.js
COPY scripts/tools/ignite/ignite.sh bin/ignite
COPY docker/ready.sh /usr/local/bin/ready
RUN chmod 755 bin/ignite /usr/local/bin/ready
# The names are those of outgrow.node.Settings. On all addresses of the container: what is published is for the compose file to say.
ENV HOST=0.0.0.0 CLIENT_PORT=10800 STATUS_PORT=8080 DISCOVERY_PORT=47500 COMMUNICATION_PORT=47100 \
  WORK_FOLDER=/var/lib/ignite DISCOVERY_FOLDER=/opt/cluster/nodes DECIDE_FILE=/opt/ignite/decide.js
USER ignite
EXPOSE 10800 8080
# Ready is a node that belongs to an active cluster, with every copy where it belongs. Three that start on two cores take a minute.
HEALTHCHECK --interval=3s --timeout=4s --start-period=180s --retries=5 CMD ready "$STATUS_PORT" /ready
# The launcher ends on SIGTERM and hands it on.
ENTRYPOINT ["/opt/ignite/bin/ignite"]
