package netkit.cli.sio;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The forms in which a Socket.IO server sends events, with their code in netkit's API and in that of npm's socket.io.
 * The last ones change rooms or disconnect clients, so that all can be performed with the same members, in their order.
 */
enum EmitForm {
    SOCKET(Kind.EVENT, "one client", "ann.emit(\"news\", 1)", "ann.emit(\"news\", 1)", ""),

    ID(Kind.EVENT, "one client, by its id", "main.to(dan.id()).emit(\"news\", 1)",
            "io.to(dan.id).emit(\"news\", 1)", "Each client is in a room of its own, named by its id."),

    ALL(Kind.EVENT, "all of a namespace", "main.emit(\"news\", 1)", "io.emit(\"news\", 1)",
            "eve is connected to another namespace."),

    ROOM(Kind.EVENT, "all in red", "main.to(\"red\").emit(\"news\", 1)", "io.to(\"red\").emit(\"news\", 1)",
            "eve is in a room of that name, too, but of another namespace."),

    ROOMS(Kind.EVENT, "all in red or blue", "main.to(\"red\", \"blue\").emit(\"news\", 1)",
            "io.to([\"red\", \"blue\"]).emit(\"news\", 1)",
            "A union: bob is in both rooms, and receives it once."),

    EXCEPT(Kind.EVENT, "all but those in red", "main.except(\"red\").emit(\"news\", 1)",
            "io.except(\"red\").emit(\"news\", 1)", ""),

    ROOM_EXCEPT(Kind.EVENT, "all in red and not in blue",
            "main.to(\"red\").except(\"blue\").emit(\"news\", 1)",
            "io.to(\"red\").except(\"blue\").emit(\"news\", 1)", ""),

    BROADCAST(Kind.EVENT, "all but ann", "ann.broadcast().emit(\"news\", 1)",
            "ann.broadcast.emit(\"news\", 1)", "A broadcast from a socket leaves out that socket."),

    BROADCAST_ROOM(Kind.EVENT, "all in red but ann", "ann.to(\"red\").emit(\"news\", 1)",
            "ann.to(\"red\").emit(\"news\", 1)", "A broadcast from a socket leaves out that socket."),

    BROADCAST_ROOMS(Kind.EVENT, "all in red or blue but ann", "ann.to(\"red\", \"blue\").emit(\"news\", 1)",
            "ann.to([\"red\", \"blue\"]).emit(\"news\", 1)", ""),

    BROADCAST_EXCEPT(Kind.EVENT, "all but ann and those in blue", "ann.except(\"blue\").emit(\"news\", 1)",
            "ann.except(\"blue\").emit(\"news\", 1)", ""),

    NAMESPACE(Kind.EVENT, "all of /admin", "admin.emit(\"news\", 1)",
            "io.of(\"/admin\").emit(\"news\", 1)", ""),

    NAMESPACE_ROOM(Kind.EVENT, "all in red of /admin", "admin.to(\"red\").emit(\"news\", 1)",
            "io.of(\"/admin\").to(\"red\").emit(\"news\", 1)", "Each namespace has rooms of its own."),

    LOCAL(Kind.EVENT, "all of this server", "main.local().emit(\"news\", 1)",
            "io.local.emit(\"news\", 1)", ""),

    VOLATILE(Kind.EVENT, "all that are writable", "main.all().emitVolatile(\"news\", 1)",
            "io.volatile.emit(\"news\", 1)",
            "dan is between two polls, and therefore not writable: the event is dropped for it."),

    ACK(Kind.QUESTION, "one client, acknowledged", "ann.emitWithAck(\"question\").await()",
            "await ann.emitWithAck(\"question\")", ""),

    ACK_TIMEOUT(Kind.QUESTION, "one client that does not",
            "cat.timeout(limit).emitWithAck(\"puzzle\").await()",
            "await cat.timeout(limit).emitWithAck(\"puzzle\")",
            "It is unknown whether the event arrived: here it did, and cat does not acknowledge puzzles."),

    ACKS(Kind.QUESTION, "all, gathered", "main.all().emitWithAck(\"question\").await()",
            "await io.timeout(10000).emitWithAck(\"question\")", ""),

    ACKS_TIMEOUT(Kind.QUESTION, "all, of which one does not",
            "main.all().timeout(limit).emitWithAck(\"puzzle\").await()",
            "await io.timeout(limit).emitWithAck(\"puzzle\")",
            "A partial failure: the acknowledgements of the others are there, in npm's socket.io as error.responses."),

    CLIENT(Kind.CLIENT, "the server, from a client", "client.emit(\"news\", 1)",
            "socket.emit(\"news\", 1)",
            "A client sends to its server alone; the server decides who else gets it."),

    CLIENT_ACK(Kind.CLIENT, "the server, acknowledged", "client.emitWithAck(\"question\").await()",
            "await socket.emitWithAck(\"question\")", ""),

    FETCH(Kind.SERVERS, "find those in red", "main.in(\"red\").fetchSockets()",
            "await io.in(\"red\").fetchSockets()", ""),

    SERVER_SIDE(Kind.SERVERS, "the other servers", "main.serverSideEmit(\"news\", 1)",
            "io.serverSideEmit(\"news\", 1)",
            "It goes to the programs of the other servers; no client receives it."),

    SERVER_SIDE_ACK(Kind.SERVERS, "the other servers, with reply", "main.serverSideEmitWithAck(\"question\")",
            "await io.serverSideEmitWithAck(\"question\")", ""),

    JOIN(Kind.SERVERS, "those in red join green",
            "main.in(\"red\").join(\"green\"); main.to(\"green\").emit(\"news\", 1)",
            "io.in(\"red\").socketsJoin(\"green\"); io.to(\"green\").emit(\"news\", 1)",
            "Another server does so a moment later; here it has done so before the emit."),

    LEAVE(Kind.SERVERS, "those in blue leave red",
            "main.in(\"blue\").leave(\"red\"); main.to(\"red\").emit(\"news\", 1)",
            "io.in(\"blue\").socketsLeave(\"red\"); io.to(\"red\").emit(\"news\", 1)",
            "Another server does so a moment later; here it has done so before the emit."),

    DISCONNECT(Kind.SERVERS, "disconnect those in blue", "main.in(\"blue\").disconnect()",
            "io.in(\"blue\").disconnectSockets()", "They do not reconnect by themselves.");

    /** What a form does. */
    enum Kind {
        EVENT, QUESTION, CLIENT, SERVERS
    }

    private final Kind kind;
    private final String receivers;
    private final String java;
    private final String javaScript;
    private final String note;

    EmitForm(Kind kind, String receivers, String java, String javaScript, String note) {
        this.kind = kind;
        this.receivers = receivers;
        this.java = java;
        this.javaScript = javaScript;
        this.note = note;
    }

    Kind kind() {
        return kind;
    }

    /** Returns to whom it goes, in a few words. */
    String receivers() {
        return receivers;
    }

    String java() {
        return java;
    }

    String javaScript() {
        return javaScript;
    }

    /** Returns why the result is as it is; empty if that is obvious. */
    String note() {
        return note;
    }

    /** Whether it reaches only other servers, of which there must be one. */
    boolean needsOtherServer() {
        return this == SERVER_SIDE || this == SERVER_SIDE_ACK;
    }

    /** Returns the name as it is typed: {@code broadcast-room}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<EmitForm> named(String name) {
        return Arrays.stream(values()).filter(form -> form.toString().equals(name)).findFirst();
    }

    static List<String> names() {
        return Arrays.stream(values()).map(EmitForm::toString).toList();
    }
}
