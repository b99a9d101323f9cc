package netkit.cli.sio;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import netkit.cli.sio.EmitMember.Profile;
import netkit.cli.terminal.Paragraph;
import netkit.cli.terminal.Table;

/** The table of all forms: how many events each member and each server's program received. */
final class EmitTable {
    private static final int WIDTH = 80;

    private EmitTable() {}

    /** @param results of all forms, with the same members */
    static List<String> lines(List<EmitResult> results) {
        List<Profile> members = List.copyOf(results.getFirst().received().keySet());
        Table wide = table(results, members, 2);
        Table table = wide.fits(WIDTH) ? wide : table(results, members, 1);
        return Stream.concat(table.lines(WIDTH).stream(), legend(members)).toList();
    }

    private static Table table(List<EmitResult> results, List<Profile> members, int gap) {
        int servers = members.getLast().server();
        Table table = new Table(gap).left("form", 0).left("goes to", 0);
        members.forEach(member -> table.left(member.name(), 0));
        for (int server = 1; server <= servers; server++) {
            table.left("s" + server, 0);
        }
        EmitForm.Kind kind = null;
        for (EmitResult result : results) {
            if (kind != null && kind != result.form().kind()) {
                table.line("");
            }
            kind = result.form().kind();
            List<String> cells = new ArrayList<>(
                    List.of(result.form().toString(), result.form().receivers()));
            members.forEach(member -> cells.add(cell(result, member)));
            for (int server = 1; server <= servers; server++) {
                cells.add(result.servers().contains("server " + server) ? "1" : ".");
            }
            table.row(cells);
        }
        return table;
    }

    private static String cell(EmitResult result, Profile member) {
        int count = result.received(member);
        return (count == 0 ? "" : count) + (result.isDisconnected(member) ? "x" : "")
                + (result.isInOutcome(member) ? result.form() == EmitForm.FETCH ? "f" : "a" : "")
                + (count == 0 && !result.isDisconnected(member) && !result.isInOutcome(member) ? "." : "");
    }

    private static Stream<String> legend(List<Profile> members) {
        String who = members.stream().map(member -> member.name() + " (" + member.details()
                + (member.server() > 1 ? ", server " + member.server() : "") + ")")
                .collect(Collectors.joining("; "));
        return Stream.of(List.of(""), Paragraph.wrap("", "1: one event; a: acknowledged; f: found;"
                + " x: disconnected; s1: server 1's program", WIDTH), Paragraph.wrap("", who, WIDTH))
                .flatMap(List::stream);
    }
}
