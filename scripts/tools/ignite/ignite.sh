#!/bin/sh
# One node of stage 5's cluster; its settings come from the environment. HEAP_MIB is the most that its heap takes, JAVA_OPTS
# adds options of the JVM. With a file in KEEP_CLASSES_IN it keeps the classes that it loaded there when it ends.
home=$(cd "$(dirname "$0")/.." && pwd -P) || exit 1
java=$home/jdk/bin/java
# In a container there is the image's.
[ -x "$java" ] || java=java
archive=
[ -f "$home/classes.jsa" ] && archive=-XX:SharedArchiveFile=$home/classes.jsa
# In one order always, as the kept classes are of no use with another; ours come last.
classpath=
for jar in "$home"/lib/*.jar; do
  [ "$jar" = "$home/lib/shop-node.jar" ] || classpath=$classpath$jar:
done

# Three eighths of the heap are for what is new: a command makes a lot of it, and keeps nothing.
# Of putAll with maps in no order it warns, since two of them could wait for each other: here a lock on the merchant comes first.
# The packages that Ignite reaches into, as its own launcher opens them. An archive that does not fit is left aside without a word.
# shellcheck disable=SC2086
node() {
  exec "$java" \
    ${archive:+"$archive"} ${KEEP_CLASSES_IN:+"-XX:ArchiveClassesAtExit=$KEEP_CLASSES_IN"} \
    -Xlog:disable -Xlog:all=error,cds=off,cds+dynamic=off:stderr \
    --add-opens=java.base/jdk.internal.access=ALL-UNNAMED \
    --add-opens=java.base/jdk.internal.misc=ALL-UNNAMED \
    --add-opens=java.base/sun.nio.ch=ALL-UNNAMED \
    --add-opens=java.base/sun.util.calendar=ALL-UNNAMED \
    --add-opens=java.base/sun.reflect.generics.reflectiveObjects=ALL-UNNAMED \
    --add-opens=java.base/java.io=ALL-UNNAMED \
    --add-opens=java.base/java.nio=ALL-UNNAMED \
    --add-opens=java.base/java.net=ALL-UNNAMED \
    --add-opens=java.base/java.util=ALL-UNNAMED \
    --add-opens=java.base/java.util.concurrent=ALL-UNNAMED \
    --add-opens=java.base/java.util.concurrent.locks=ALL-UNNAMED \
    --add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED \
    --add-opens=java.base/java.lang=ALL-UNNAMED \
    --add-opens=java.base/java.lang.invoke=ALL-UNNAMED \
    --add-opens=java.base/java.math=ALL-UNNAMED \
    --add-opens=java.base/java.time=ALL-UNNAMED \
    --add-opens=java.sql/java.sql=ALL-UNNAMED \
    --add-opens=java.management/com.sun.jmx.mbeanserver=ALL-UNNAMED \
    --add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED \
    --add-opens=jdk.internal.jvmstat/sun.jvmstat.monitor=ALL-UNNAMED \
    -Xms64m "-Xmx${HEAP_MIB:-512}m" "-Xmn$((${HEAP_MIB:-512} * 3 / 8))m" -XX:+UseSerialGC $JAVA_OPTS \
    -Duser.timezone=UTC -Dfile.encoding=UTF-8 -Djava.net.preferIPv4Stack=true \
    -DIGNITE_QUIET=false -DIGNITE_NO_ASCII=true -DIGNITE_UPDATE_NOTIFIER=false -DIGNITE_NO_SHUTDOWN_HOOK=true \
    -DIGNITE_PERFORMANCE_SUGGESTIONS_DISABLED=true -DIGNITE_PRELOAD_RESEND_TIMEOUT=200 \
    -Dpolyglot.engine.WarnInterpreterOnly=false \
    -Dorg.slf4j.simpleLogger.defaultLogLevel="${LOG_LEVEL:-warn}" -Dorg.slf4j.simpleLogger.log.outgrow=info \
    -Dorg.slf4j.simpleLogger.log.org.apache.ignite.internal.processors.odbc="${LOG_LEVEL:-off}" \
    -Dorg.slf4j.simpleLogger.log.org.apache.ignite.internal.processors.cache.persistence="${LOG_LEVEL:-error}" \
    -Dorg.slf4j.simpleLogger.log.org.apache.ignite.internal.processors.cache.GridLocalConfigManager="${LOG_LEVEL:-error}" \
    -Dorg.slf4j.simpleLogger.log.org.apache.ignite.internal.processors.cache.distributed.dht.colocated="${LOG_LEVEL:-error}" \
    -Dorg.slf4j.simpleLogger.showDateTime=true -Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS \
    -cp "$classpath$home/lib/shop-node.jar" outgrow.node.Main
}

# To be looked at once: nothing stands between it and whoever ends it.
[ -n "$ONCE" ] && node

# A node whose cluster has gone on without it ends with 75, and is started again to join it; not for ever, should that not help.
stopping=
process=
trap 'stopping=1; [ -n "$process" ] && kill -TERM "$process" 2>/dev/null' TERM INT
code=75
lives=0
while [ "$code" -eq 75 ] && [ -z "$stopping" ] && [ "$lives" -lt 1000 ]; do
  lives=$((lives + 1))
  node &
  process=$!
  # A signal that comes meanwhile ends the waiting, and not what is waited for.
  wait "$process"; code=$?
  while kill -0 "$process" 2>/dev/null; do wait "$process"; code=$?; done
  export AGAIN=1
done
exit "$code"
