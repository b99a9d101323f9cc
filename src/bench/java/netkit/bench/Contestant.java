package netkit.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A server to be measured. Its process prints its ports and serves until it is killed. */
enum Contestant {
    NETKIT("netkit") {
        @Override
        List<String> command(Purpose purpose) {
            return java("netkit.bench.Netkit" + purpose.title());
        }
    },
    NETTY("Netty") {
        @Override
        List<String> command(Purpose purpose) {
            return java("netkit.bench.Netty" + purpose.title());
        }
    },
    WS("node ws") {
        @Override
        List<String> command(Purpose purpose) {
            return List.of("node", "src/bench/node/ws-" + purpose.name().toLowerCase(Locale.ROOT) + ".mjs");
        }

        @Override
        boolean isInstalled() {
            return Files.exists(Path.of(".peers/node_modules/ws/package.json"));
        }

        @Override
        boolean speaksLines() {
            return false;
        }
    },
    SOCKET_IO("npm socket.io") {
        @Override
        List<String> command(Purpose purpose) {
            return List.of("node", "src/bench/node/sio-" + purpose.name().toLowerCase(Locale.ROOT) + ".mjs");
        }

        @Override
        boolean isInstalled() {
            return Files.exists(Path.of(".peers/node_modules/socket.io/package.json"));
        }

        @Override
        boolean speaksLines() {
            return false;
        }
    };

    /** What a server does with a message: returns it, or passes it to all other clients. */
    enum Purpose {
        ECHO("Echo"), BROADCAST("Broadcast"),
        /** As BROADCAST, with an event of Socket.IO; the argument is the port of a Redis, if there is one. */
        EVENTS("Events");

        private final String title;

        Purpose(String title) {
            this.title = title;
        }

        private String title() {
            return title;
        }
    }

    /** For both Java servers: the memory options of netkit's launcher, and the permissions that Netty needs to be fastest. */
    private static final List<String> JVM = List.of("-XX:+UseSerialGC", "-Xmn16m",
            "-XX:TrimNativeHeapInterval=500",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final String title;

    Contestant(String title) {
        this.title = title;
    }

    abstract List<String> command(Purpose purpose);

    boolean isInstalled() {
        return true;
    }

    /** Whether it broadcasts over TCP lines too. */
    boolean speaksLines() {
        return true;
    }

    String title() {
        return title;
    }

    private static List<String> java(String main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        return command;
    }
}
