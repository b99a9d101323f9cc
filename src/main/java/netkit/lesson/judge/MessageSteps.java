package netkit.lesson.judge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

import netkit.lesson.check.CheckStep;
import netkit.lesson.check.Names;
import netkit.lesson.check.PacketsReport;
import netkit.lesson.check.SessionMessage;

/** The file of messages that a program is given, and what the program prints about it. */
final class MessageSteps {
    private final Path file;
    private final Names names;
    private final Events events;
    private final Ladder ladder;
    private final ProgramSteps program;
    private final List<SessionMessage> messages = new ArrayList<>();

    /** @param file where it is kept, so that the student can look at it */
    MessageSteps(Path file, Names names, Events events, Ladder ladder, ProgramSteps program) {
        this.file = file;
        this.names = names;
        this.events = events;
        this.ladder = ladder;
        this.program = program;
    }

    void run(CheckStep.OfMessages step)
            throws CheckFailedException, InconclusiveException, InterruptedException, IOException {
        switch (step) {
            case CheckStep.Message(String session, String sender, String transport, boolean binary, var bytes) ->
                messages.add(new SessionMessage(session, sender, transport, binary, bytes.bytes(names)));
            case CheckStep.ShufflesMessages _ -> shuffle();
            case CheckStep.PrintsPackets prints -> {
                PacketsReport report = new PacketsReport(messages);
                Files.createDirectories(file.getParent());
                Files.write(file, report.file());
                program.file(file);
                PrintedReport.require(prints.within(), program, events, ladder,
                        output -> report.problem(output, names));
            }
        }
    }

    /** Each next message is the first that is left of a session at random; long sessions are chosen more often. */
    private void shuffle() {
        Map<String, Queue<SessionMessage>> left = new LinkedHashMap<>();
        messages.forEach(
                message -> left.computeIfAbsent(message.session(), _ -> new ArrayDeque<>()).add(message));
        int count = messages.size();
        messages.clear();
        for (; count > 0; count--) {
            int chosen = names.random().nextInt(count);
            for (Queue<SessionMessage> session : left.values()) {
                if (chosen < session.size()) {
                    messages.add(session.remove());
                    break;
                }
                chosen -= session.size();
            }
        }
    }
}
