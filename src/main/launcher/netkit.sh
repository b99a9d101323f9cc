#!/bin/sh
# netkit: finds a Java 25 or newer and runs the jar that follows the last line of this script in the same file.
# It looks at JAVA_HOME, PATH, NETKIT_JVMS (a folder of Javas, by default /usr/lib/jvm), SDKMAN's and IntelliJ's
# folders, and asks macOS.

NEEDED=25

# Whether $1 is a java of that age. A JDK tells its version in a file, which is much faster than asking it.
suits() {
    [ -x "$1" ] || return 1
    real=$(readlink -f "$1" 2>/dev/null) || real=$1
    version=
    if [ -r "${real%/bin/java}/release" ]; then
        while IFS='="' read -r key _ value _ || [ -n "$key" ]; do
            [ "$key" = JAVA_VERSION ] && version=$value
        done <"${real%/bin/java}/release"
    fi
    if [ -z "$version" ]; then
        version=$("$1" -version 2>&1 </dev/null)
        version=${version#*version \"}
    fi
    major=${version%%[!0-9]*}
    [ "${major:-0}" -ge "$NEEDED" ]
}

find_java() {
    for java in \
        "${JAVA_HOME:+$JAVA_HOME/bin/java}" \
        "$(command -v java)" \
        "${NETKIT_JVMS:-/usr/lib/jvm}"/*/bin/java \
        "${SDKMAN_DIR:-${HOME:-}/.sdkman}"/candidates/java/*/bin/java \
        "${HOME:-}"/.jdks/*/bin/java; do
        suits "$java" && return 0
    done
    [ -x /usr/libexec/java_home ] &&
        java=$(/usr/libexec/java_home -v "$NEEDED+" 2>/dev/null)/bin/java && suits "$java"
}

if ! find_java; then
    echo "netkit: no Java $NEEDED or newer found; install one, for example from https://adoptium.net, or set JAVA_HOME to it" >&2
    exit 3
fi

# Java takes the arguments' encoding from the locale, and one without UTF-8 would spoil what is typed.
if [ "$(locale charmap 2>/dev/null)" != UTF-8 ]; then
    export LC_ALL=C.UTF-8
fi

# The wait at exit is for threads blocked in native code, as a thread that waits for a socket is.
# A small young generation keeps ten thousand idle connections in half the memory. A message queue's has to hold what
# waits for the disk: else that grows old, and is only collected when the heap has reached its limit.
young=16m
[ "$1" = mq-server ] && young=128m
exec "$java" -XX:+UseSerialGC -Xmn$young -XX:UserThreadWaitAttemptsAtExit=0 -XX:+IgnoreUnrecognizedVMOptions \
    -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 -Dstdin.encoding=UTF-8 \
    -jar "$0" "$@"
