#!/bin/sh
# netkit: finds a Java 25 or newer and runs the jar that follows the last line of this script in the same file.
# It looks at JAVA_HOME, PATH, NETKIT_JVMS (a folder of Javas, by default /usr/lib/jvm), SDKMAN's and IntelliJ's
# folders, and asks macOS.

NEEDED=25

# Whether $1 is a java of that age. A JDK tells its version in a file, which is much faster than asking it.
suits() {
    [ -x "$1" ] || return 1
    real=$(readlink -f "$1" 2>/dev/null) || real=$1
    version= build=
    if [ -r "${real%/bin/java}/release" ]; then
        while IFS='="' read -r key _ value _ || [ -n "$key" ]; do
            case $key in
            JAVA_VERSION) version=$value ;;
            JAVA_RUNTIME_VERSION) build=$value ;;
            *) continue ;;
            esac
            [ -n "$version" ] && [ -n "$build" ] && break # the shell reads the rest byte by byte
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

# Makes the start-up cache in a process of its own. The folder "making" keeps others from doing the same.
make_cache() {
    mkdir -p "$folder" || return
    find "$folder" -name making -mmin +5 -exec rm -r {} +
    mkdir "$folder/making" || return
    (
        trap '' HUP INT
        (
            nice "$java" -XX:AOTCacheOutput="$folder/making/new.aot" -Xlog:aot=off -XX:+UseSerialGC \
                -Djdk.reflect.useNativeAccessorOnly=true -cp "$self" netkit.cli.StartUpTraining &&
                rm -f "$folder"/*.aot && mv "$folder/making/new.aot" "$cache"
            rm -rf "$folder/making"
        ) &
    )
}

if ! find_java; then
    echo "netkit: no Java $NEEDED or newer found; install one, for example from https://adoptium.net, or set JAVA_HOME to it" >&2
    exit 3
fi

# Java takes the arguments' encoding from the locale, and one without UTF-8 would spoil what is typed.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
C.UTF-8) ;; # to ask "locale" takes as long as the rest of this script
'' | C | POSIX) export LC_ALL=C.UTF-8 ;;
*) [ "$(locale charmap 2>/dev/null)" = UTF-8 ] || export LC_ALL=C.UTF-8 ;;
esac

case $0 in
/*) self=$0 ;;
*) self=$PWD/$0 ;;
esac

# The start-up cache (JEP 514) holds netkit's classes as Java needs them in memory, which makes a start several times
# faster. The first run makes it, in the background, in the user's cache folder; runs without it are only slower.
# It serves one build of Java, one file and one build of netkit, which Java does not check (JDK-8377932, JDK-8376576),
# hence its name. NETKIT_CACHE=off does without.
caches=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
cache=
if [ -n "$caches" ] && [ -n "$build" ] && [ "${NETKIT_CACHE:-}" != off ]; then
    folder=$caches/netkit/$build$self
    cache=$folder/@jar.checksum@.aot
    if ! [ "$cache" -nt "$self" ]; then
        make_cache >/dev/null 2>&1 </dev/null
        cache=
    fi
fi

# C1 alone starts faster, but makes slower code: it is for commands that end at once, and for those that wait more than
# they work; the former also compile less.
compiler=
case ${1:-} in
'' | -* | help | ws-frame | udp-send | mq-stats) compiler="-XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=5" ;;
compare | lab) compiler=-XX:TieredStopAtLevel=1 ;;
esac

# Reflection through native code needs no method handles, whose making takes longer than the few calls there are.
# The wait at exit is for threads blocked in native code, as a thread that waits for a socket is.
# A small young generation keeps ten thousand idle connections in half the memory. A message queue's has to hold what
# waits for the disk: else that grows old, and is only collected when the heap has reached its limit. A comparison's
# holds most of what it allocates, since a collection makes its wires late.
young=16m
case ${1:-} in mq-server | compare) young=128m ;; esac
# A server gives memory back to the system after a flood of messages, down to this size of the heap: at once, since its
# heap is collected only when a flood is over (by default, only the fourth collection gives everything back).
servers=
case ${1:-} in *-server) servers="-XX:-ShrinkHeapInSteps -XX:TrimNativeHeapInterval=5000 -Xlog:trimnative=off" ;; esac
case ${1:-} in tcp-server | ws-server | sio-server) servers="-Xms24m $servers" ;; esac
exec "$java" -XX:+UseSerialGC -Xmn$young -XX:UserThreadWaitAttemptsAtExit=0 -XX:+IgnoreUnrecognizedVMOptions \
    $compiler $servers \
    ${cache:+"-XX:AOTCache=$cache" -Xlog:aot=off} \
    -Djdk.reflect.useNativeAccessorOnly=true -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 -Dstdin.encoding=UTF-8 \
    -jar "$self" "$@"
