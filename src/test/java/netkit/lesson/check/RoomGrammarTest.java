package netkit.lesson.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoomGrammarTest {
    private static CheckPlan parse(String role, String step) {
        return CheckFile.parse("checks.lab", "exercise " + role + "\ncheck one \"one\"\n" + step);
    }

    private static CheckStep step(String step) {
        return parse("keeps rooms", step).checks().getFirst().lines().getFirst().step();
    }

    @Test
    void operationIsReadToTheEndOfTheLine() {
        assertEquals(new CheckStep.Operation(RoomOperation.parse("/admin emit ann to red except blue")),
                step("operation /admin emit ann to red except blue # a comment"));
    }

    @Test
    void operationsAreCounted() {
        assertEquals(new CheckStep.RandomOperations(60, List.of("ann", "bob", "cid"), List.of("red", "green"),
                List.of("/")), step("operations 60 clients 3 rooms 2"));
        assertEquals(new CheckStep.RandomOperations(9, List.of("ann"), List.of("red"),
                List.of("/", "/admin")), step("operations 9 clients 1 rooms 1 namespaces 2"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "keeps rooms|operation join ann|checks.lab:3:11: 'join ann' is no operation",
        "keeps rooms|operations 60 clients 9 rooms 2|checks.lab:3:23: clients are 1 to 6",
        "keeps rooms|peer connects|checks.lab:3:1: this step is for exercises over TCP",
        "listens|operation connect ann|checks.lab:3:1: this step is for programs that keep rooms"})
    void mistakeIsToldWithItsPlace(String role, String step, String start) {
        String message = assertThrows(IllegalArgumentException.class, () -> parse(role, step)).getMessage();
        assertEquals(start, message.substring(0, Math.min(start.length(), message.length())), message);
    }
}
