package netkit.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A WebSocket echo server to be measured. Its process prints its port and serves until it is killed. */
enum Contestant {
    NETKIT("netkit") {
        @Override
        List<String> command() {
            return java("netkit.bench.NetkitEcho");
        }
    },
    NETTY("Netty") {
        @Override
        List<String> command() {
            return java("netkit.bench.NettyEcho");
        }
    },
    WS("node ws") {
        @Override
        List<String> command() {
            return List.of("node", "src/bench/node/ws-echo.mjs");
        }

        @Override
        boolean isInstalled() {
            return Files.exists(Path.of(".peers/node_modules/ws/package.json"));
        }
    };

    /** For both Java servers: the memory options of netkit's launcher, and the permissions that Netty needs to be fastest. */
    private static final List<String> JVM = List.of("-XX:+UseSerialGC", "-Xmn16m",
            "-XX:TrimNativeHeapInterval=500",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final String title;

    Contestant(String title) {
        this.title = title;
    }

    abstract List<String> command();

    boolean isInstalled() {
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
