package netkit.cli.sio;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import netkit.cli.sio.EmitMember.Profile;
import netkit.cli.terminal.Paragraph;
import netkit.report.Numbers;

/**
 * The drawing of one form: its code, and an arrow from each server to each client that received the event.
 *
 * <pre>
 * server 1 --+---&gt;  ann  red          1 event
 *            +      dan  no room
 * </pre>
 */
final class EmitDrawing {
    private static final int WIDTH = 80;
    private static final String INDENT = "  ";

    private EmitDrawing() {}

    static List<String> lines(EmitResult result) {
        EmitForm form = result.form();
        List<String> lines = new ArrayList<>();
        lines.add(form + ": " + form.receivers());
        lines.add("");
        lines.addAll(Paragraph.wrap(INDENT + "Java        ", form.java(), WIDTH));
        lines.addAll(Paragraph.wrap(INDENT + "JavaScript  ", form.javaScript(), WIDTH));
        lines.add("");
        List<Profile> members = List.copyOf(result.received().keySet());
        int servers = members.getLast().server();
        for (int server = 1; server <= servers; server++) {
            int number = server;
            if (server > 1) {
                lines.addAll(List.of(INDENT + "   |", INDENT + " Redis", INDENT + "   |"));
            }
            lines.addAll(
                    server(result, number, members.stream().filter(one -> one.server() == number).toList()));
        }
        lines.add("");
        lines.addAll(Paragraph.wrap("", summary(result), WIDTH));
        if (!form.note().isEmpty()) {
            lines.addAll(Paragraph.wrap("", form.note(), WIDTH));
        }
        return lines;
    }

    private static List<String> server(EmitResult result, int number, List<Profile> members) {
        String name = "server " + number;
        List<String> lines = new ArrayList<>();
        for (Profile member : members) {
            String start = lines.isEmpty() ? name + " --" : " ".repeat(name.length() + 3);
            lines.add((INDENT + start + "+" + arrow(result, member) + "  " + member.name() + "  "
                    + "%-16s  ".formatted(member.details()) + happened(result, member)).stripTrailing());
        }
        if (result.servers().contains(name)) {
            lines.add(INDENT + name + " receives it");
        }
        return lines;
    }

    private static String arrow(EmitResult result, Profile member) {
        if (result.isDisconnected(member)) {
            return "--x ";
        }
        if (result.form().kind() == EmitForm.Kind.CLIENT && member.name().equals("ann")) {
            return "<---";
        }
        return result.received(member) > 0 ? "--->" : "    ";
    }

    private static String happened(EmitResult result, Profile member) {
        List<String> words = new ArrayList<>();
        if (result.received(member) > 0) {
            words.add(Numbers.counted(result.received(member), "event"));
        }
        if (result.isInOutcome(member)) {
            words.add(result.form() == EmitForm.FETCH ? "found" : "acknowledged");
        }
        if (result.isDisconnected(member)) {
            words.add("disconnected");
        }
        if (result.form().kind() == EmitForm.Kind.CLIENT && member.name().equals("ann")) {
            words.add("emits");
        }
        return String.join(", ", words);
    }

    private static String summary(EmitResult result) {
        List<String> names = Stream.concat(result.receivers().stream(), result.servers().stream()).toList();
        List<String> parts = new ArrayList<>();
        switch (result.form()) {
            case FETCH -> parts.add("found " + list(result.outcome().values()));
            case DISCONNECT -> parts.add("disconnected "
                    + list(result.disconnected().stream().map(Profile::name).toList()));
            default -> parts.add("received by " + list(names));
        }
        if (result.form().kind() == EmitForm.Kind.QUESTION || result.form() == EmitForm.CLIENT_ACK
                || result.form() == EmitForm.SERVER_SIDE_ACK) {
            parts.add("acknowledged by " + list(result.outcome().values()));
        }
        if (!result.outcome().isComplete()) {
            List<String> silent = result.receivers().stream()
                    .filter(name -> !result.outcome().values().contains(name)).toList();
            parts.add("no acknowledgement from " + list(silent) + " in time");
        }
        if (result.form().needsOtherServer() && names.isEmpty()) {
            parts.add("there is no other server: add --bus");
        }
        return String.join("; ", parts);
    }

    private static String list(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
