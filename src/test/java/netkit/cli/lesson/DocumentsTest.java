package netkit.cli.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import netkit.lesson.Lessons;
import netkit.testing.Cli;

class DocumentsTest {
    private static Set<String> names(Path folder, String glob) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).filter(name -> name.matches(glob))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void everyGuideOfTheRepositoryIsListed() throws Exception {
        assertEquals(names(Path.of("lessons", "guides"), ".*\\.md"),
                Documents.GUIDES.stream().map(name -> name + ".md")
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void listShowsNumberAndTitle() {
        Cli.Result lessons = Cli.run("lesson", "list");
        assertTrue(lessons.out().startsWith("netkit lesson 1   Client, server, socket  "), lessons.out());
        Cli.Result guides = Cli.run("guide");
        assertEquals("netkit guide chat         The chat",
                guides.out().lines().findFirst().orElseThrow());
    }

    /** Blocks of code keep their lines, which may be wider. */
    @Test
    void proseFitsEightyColumns() throws Exception {
        Lessons packed = Lessons.packed();
        List<String> lessons = packed.all().stream().map(one -> "lesson " + one.number()).toList();
        List<String> commands = Stream.concat(Documents.GUIDES.stream().map(name -> "guide " + name),
                packed.languages().stream()
                        .flatMap(tag -> lessons.stream().map(lesson -> lesson + " --lang " + tag)))
                .toList();
        for (String command : commands) {
            Cli.Result result = Cli.run(command.split(" "));
            assertEquals(0, result.code(), result.toString());
            List<String> wide = result.out().lines().filter(line -> !line.startsWith("    "))
                    .filter(line -> line.codePointCount(0, line.length()) > 80).toList();
            assertEquals(List.of(), wide, command);
        }
    }

    @Test
    void unknownNameOrNumberIsWrongUsageThatListsThoseThereAre() {
        Cli.Result guide = Cli.run("guide", "chess");
        assertEquals(2, guide.code(), guide.toString());
        assertTrue(guide.err().startsWith("netkit guide: there is no guide 'chess'; there are chat, udp"),
                guide.err());
        Cli.Result lesson = Cli.run("lesson", "77");
        assertEquals(2, lesson.code(), lesson.toString());
        assertTrue(lesson.err().startsWith("netkit lesson: there is no lesson 77; there are 1, 2"),
                lesson.err());
    }
}
