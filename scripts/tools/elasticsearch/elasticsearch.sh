#!/bin/sh
# Called as the official distribution's bin/elasticsearch is: settings as -Ename=value, another configuration folder in
# ES_PATH_CONF, a folder for temporary files in ES_TMPDIR, options of the JVM in ES_JAVA_OPTS. With a file in
# KEEP_CLASSES_IN it keeps the classes that it loaded there when it ends.
home=$(cd "$(dirname "$0")/.." && pwd -P) || exit 1
archive=
[ -f "$home/classes.jsa" ] && archive=-XX:SharedArchiveFile=$home/classes.jsa
temporary=${ES_TMPDIR:-${TMPDIR:-/tmp}}

# No library that compares vectors is published: Java does it. An archive that does not fit is left aside without a word.
# shellcheck disable=SC2086
exec "$home/jdk/bin/java" \
  ${archive:+"$archive"} ${KEEP_CLASSES_IN:+"-XX:ArchiveClassesAtExit=$KEEP_CLASSES_IN"} \
  -Xlog:disable -Xlog:all=error,cds=off,cds+dynamic=off,aot=off:stderr \
  -XX:+UseSerialGC $ES_JAVA_OPTS \
  -Des.path.home="$home" -Des.path.conf="${ES_PATH_CONF:-$home/config}" -Des.nativelibs.path="$home/native" \
  -Djava.io.tmpdir="$temporary" -Djna.tmpdir="$temporary" \
  -Dio.netty.noUnsafe=true -Dlog4j2.disable.jmx=true \
  -Dorg.elasticsearch.nativeaccess.enableVectorLibrary=false \
  --enable-native-access=org.elasticsearch.foreign,org.elasticsearch.nativeaccess,org.apache.lucene.core \
  --module-path "$home/lib" --add-modules=org.elasticsearch.server,jdk.net,jdk.management \
  -cp "$home/launcher.jar" Launcher "$@"
