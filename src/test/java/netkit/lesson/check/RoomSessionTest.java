package netkit.lesson.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.lab.script.LabSyntaxException;

/** Sessions of operations, with answers as a program prints them: right ones, and each kind of wrong one. */
class RoomSessionTest {
    /** ann and bob are in red, ann and cid in blue; dan is in no room, and has been in red. */
    private static final String ROOMS = "connect ann; connect bob; connect cid; connect dan; join dan red; disconnect dan;"
            + " connect dan; join ann red; join bob red; join ann blue; join cid blue";

    private final RoomSession session = new RoomSession();

    private Optional<RoomSession.Problem> answer(String operation, String printed) {
        return session.answer(RoomOperation.parse(operation),
                printed.isBlank() ? List.of() : Arrays.asList(printed.split(" *, *")));
    }

    /** Carries operations out, whose answers do not matter. */
    private void run(String operations) {
        Arrays.stream(operations.split(";")).forEach(one -> answer(one, ""));
    }

    private void requireRight(String operation, String printed) {
        assertEquals(Optional.empty(), answer(operation, printed));
    }

    @Test
    void roomIsCreatedByTheFirstJoinAndDeletedWithTheLastLeave() {
        requireRight("connect ann", "create-room ann.1, join-room ann.1 ann.1");
        requireRight("connect bob", "create-room bob.1, join-room bob.1 bob.1");
        requireRight("join ann red", "create-room red, join-room red ann.1");
        requireRight("join bob red", "join-room red bob.1");
        requireRight("join bob red", "");
        requireRight("leave ann blue", "");
        requireRight("leave ann red", "leave-room red ann.1");
        requireRight("leave bob red", "leave-room red bob.1, delete-room red");
    }

    @Test
    void roomsOfASocketThatIsGoneMayBeLeftInAnyOrder() {
        run("connect ann; connect bob; join ann red; join bob red");
        requireRight("disconnect ann",
                "leave-room red ann.1, leave-room ann.1 ann.1, delete-room ann.1");
        requireRight("disconnect bob",
                "leave-room bob.1 bob.1, leave-room red bob.1, delete-room red, delete-room bob.1");
        requireRight("connect ann", "create-room ann.2, join-room ann.2 ann.2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"emit io to red|to bob.1, to ann.1", "emit io to red blue|to ann.1,"
            + " to bob.1, to cid.1",
        "emit ann to red blue|to bob.1, to cid.1", "emit dan to red|to bob.1, to ann.1",
        "emit io to red blue except red|to cid.1", "emit io to red except bob.1|to ann.1",
        "emit io except red|to cid.1, to dan.2", "emit ann|to bob.1, to cid.1, to dan.2",
        "emit io to bob.1|to bob.1", "emit io to dan.1|''", "emit io to green|''", "emit bob to bob.1|''"})
    void recipientsAreAUnionWithoutTheSenderAndTheExcepted(String operation, String printed) {
        run(ROOMS);
        requireRight(operation, printed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"sender|emit ann to red|to ann.1, to bob.1",
        "twice|emit io to red blue|to ann.1, to bob.1, to ann.1, to cid.1",
        "except|emit io to red except blue|to ann.1, to bob.1",
        "everybody|emit io to green|to ann.1, to bob.1, to cid.1, to dan.2",
        "everybody|emit ann to green|to bob.1, to cid.1, to dan.2",
        "gone|emit io to red|to ann.1, to bob.1, to dan.1",
        "unknown id|emit io to red|to ann.1, to bob.1, to red",
        "earlier rooms|emit io to red|to ann.1, to bob.1, to dan.2",
        "stranger|emit io to red|to ann.1, to bob.1, to cid.1",
        "own room|emit io to bob.1|''", "left out|emit io to red|to ann.1",
        "intersection|emit io to red blue|to ann.1", "one room|emit io to red blue|to ann.1, to bob.1",
        "one room|emit io to red blue|to cid.1, to ann.1", "no emit|join ann pink|create-room pink,"
                + " join-room pink ann.1, to ann.1",
        "missing create-room|join ann pink|join-room pink ann.1",
        "missing join-room|join cid red|''", "extra join-room|join ann red|join-room red ann.1",
        "extra leave-room|leave cid red|leave-room red cid.1",
        "missing leave-room|leave ann red|''",
        "missing delete-room|disconnect dan|leave-room dan.2 dan.2",
        "order|disconnect dan|delete-room dan.2, leave-room dan.2 dan.2",
        "id|disconnect dan|leave-room dan.1 dan.1, delete-room dan.1",
        "format|join cid red|joined red", "format|emit io to red|to: ann.1"})
    void whatIsWrongHasAName(String field, String operation, String printed) {
        run(ROOMS);
        assertEquals(field, answer(operation, printed).orElseThrow().field());
    }

    @Test
    void linesThatAreNoAnswerAreIgnoredIfNothingIsMissing() {
        requireRight("connect ann", "debug: ann, create-room ann.1,  join-room  ann.1 ann.1");
    }

    @Test
    void historyIsThatOfTheRoomsConcerned() {
        run("connect ann; connect bob; join ann red; join bob blue; join bob red; leave bob red; emit io to red");
        assertEquals(List.of("join ann red           create-room red, join-room red ann.1",
                "join bob red           join-room red bob.1", "leave bob red          leave-room red bob.1",
                "emit io to red", "  you:   to ann.1, to bob.1", "  right: to ann.1"),
                answer("emit io to red", "to ann.1, to bob.1").orElseThrow().picture());
    }

    @Test
    void namespacesKeepTheirRoomsApart() {
        run("connect ann; connect bob; /admin connect ann; /admin connect cid; /admin join cid red; join bob red");
        requireRight("/admin emit io to red", "to cid.1");
        requireRight("/admin emit io", "to ann.1, to cid.1");
        assertEquals("namespace", answer("emit io to red", "to bob.1, to cid.1").orElseThrow().field());
        requireRight("/admin disconnect ann", "leave-room ann.1 ann.1, delete-room ann.1");
        requireRight("emit io", "to ann.1, to bob.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"connect ann", "/admin leave ann red", "emit io", "emit ann to red blue except green",
                "/x emit io except red"})
    void operationIsWrittenAsItIsRead(String text) {
        assertEquals(text, RoomOperation.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/admin", "enter ann", "connect", "join ann", "join ann red blue", "emit",
        "emit io red", "emit io to", "emit io to except red", "emit io to red except"})
    void invalidOperationIsRefused(String text) {
        assertTrue(assertThrows(LabSyntaxException.class, () -> RoomOperation.parse(text)).getMessage()
                .contains("write connect ann"));
    }

    @Test
    void randomOperationsArePossibleAndOfEveryKind() {
        List<String> clients = List.of("ann", "bob", "cid");
        SplittableRandom random = new SplittableRandom(5);
        Set<RoomOperation.Verb> verbs = new HashSet<>();
        Set<String> connected = new HashSet<>();
        for (int i = 0; i < 400; i++) {
            RoomOperation operation = session.random(random, clients, List.of("red", "blue"), List.of("/"));
            verbs.add(operation.verb());
            String client = operation.client().orElse("");
            boolean isNew = operation.verb() == RoomOperation.Verb.CONNECT;
            assertTrue(client.isEmpty() || connected.contains(client) != isNew, operation.toString());
            if (isNew) {
                connected.add(client);
            } else if (operation.verb() == RoomOperation.Verb.DISCONNECT) {
                connected.remove(client);
            }
            answer(operation.toString(), "");
        }
        assertEquals(Set.of(RoomOperation.Verb.values()), verbs);
    }
}
