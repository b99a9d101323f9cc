package netkit.lesson.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import netkit.lesson.check.CheckStep.Demanded;

/** What the judge reads in the JSON of {@code netkit compare}. */
class ComparedCellTest {
    /** Message 0 is delivered before 1 is offered, 1 after 2 is offered, 2 is lost, 3 is processed twice. */
    private static final String JSON = """
            {"schema": 1, "cells": [
              {"scenario": "crash", "transport": "queue",
               "stats": {"offered": 4, "lost": [2], "reprocessed": [3], "outOfOrder": []},
               "wire": {"packets": 9, "lateMillis": 1.5},
               "messages": {
                 "offered": [0, 50000000, 100000000, 150000000],
                 "accepted": [0, 50000000, 100000000, 150000000],
                 "left": [1000000, 51000000, 101000000, 151000000],
                 "arrived": [1000000, 101000000, null, 152000000],
                 "delivered": [2000000, 102000000, null, 153000000],
                 "processed": [2000000, 102000000, null, 153000000],
                 "processings": [1, 1, 0, 2],
                 "cause": [null, null, "dropped by the wire", null]}},
              {"scenario": "reset", "transport": "udp",
               "missing": {"brief": "no connection", "reason": "UDP has no connection."}}]}""";

    private static List<ComparedCell> cells() {
        return ComparedCell.read(JSON);
    }

    @Test
    void messagesAreCountedByWhatHappenedToThem() {
        ComparedCell cell = cells().getFirst();
        assertEquals("crash", cell.scenario());
        assertEquals(4, cell.count());
        assertEquals(1.5, cell.lateMillis());
        assertEquals(List.of(2), cell.numbers(Demanded.LOST));
        assertEquals(List.of(3), cell.numbers(Demanded.REPEATED));
        assertEquals(List.of(), cell.numbers(Demanded.OUT_OF_ORDER));
        assertEquals(List.of(1), cell.numbers(Demanded.STALE));
    }

    @Test
    void historyEndsWhereTheMessageDied() {
        assertEquals(List.of("message 2 of 4:",
                "    100.0 ms offered by alice's program",
                "    100.0 ms accepted by send()",
                "    101.0 ms left alice's host",
                "             dropped by the wire",
                "             never processed"), cells().getFirst().history(2, Demanded.LOST));
    }

    @Test
    void historyOfAStaleMessageNamesTheNewerOne() {
        assertEquals("    100.0 ms message 2 was offered, before",
                cells().getFirst().history(1, Demanded.STALE).getLast());
    }

    @Test
    void trialThatIsNotPossibleSaysWhy() {
        assertEquals(Optional.of("UDP has no connection."), cells().getLast().missing());
        assertEquals(Optional.empty(), cells().getFirst().missing());
    }

    @Test
    void outputWithoutAResultHasNoTrials() {
        for (String output : List.of("", "{", "{}", "{\"cells\": []}", "netkit: no such option")) {
            assertEquals(List.of(), ComparedCell.read(output));
        }
    }
}
