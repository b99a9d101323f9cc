package netkit.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LessonsTest {
    @TempDir
    Path folder;

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void packedLessonsAreThoseOfTheRepository() throws Exception {
        List<String> names = Lessons.in(Path.of("lessons")).all().stream().map(LessonFolder::name).toList();
        assertTrue(names.contains("01-client-server-socket"), names.toString());
        assertEquals(names, Lessons.packed().all().stream().map(LessonFolder::name).toList());
        LessonFolder packed = Lessons.packed().find(1).orElseThrow();
        assertTrue(packed.paths().contains("lesson.md"), packed.paths().toString());
        assertEquals(Files.readString(Path.of("lessons", packed.name(), "lesson.md")),
                packed.text(LessonFolder.TEXT));
    }

    @Test
    void folderOfATeacherHoldsLessonsByNumber() throws Exception {
        write("22-own/lesson.md", "# 22 · My own\n\nWhy?\n\n## 1. Do it\n\nNow.\n");
        write("22-own/start/Own.java", "x");
        write("notes/draft.md", "no lesson");
        Lessons lessons = Lessons.in(folder);
        assertEquals(List.of("22-own"), lessons.all().stream().map(LessonFolder::name).toList());
        LessonFolder own = lessons.find(22).orElseThrow();
        assertEquals(List.of("lesson.md", "start/Own.java"), own.paths());
        assertEquals("My own", own.lesson().title());
        assertTrue(lessons.find(1).isEmpty());
    }

    @Test
    void missingFolderOrFileIsToldInOneLine() throws Exception {
        assertTrue(assertThrows(IOException.class, () -> Lessons.in(folder.resolve("none"))).getMessage()
                .startsWith("there is no folder '"));
        write("22-own/lesson.md", "# 22 · My own\n");
        LessonFolder own = Lessons.in(folder).find(22).orElseThrow();
        assertTrue(assertThrows(IOException.class, () -> own.text("hints.md")).getMessage()
                .startsWith("there is no file '"));
    }

    @Test
    void languageIsThatOfItsFilesAndEnglishWhereThereAreNone() throws Exception {
        write("22-own/lesson.md", "# 22 · My own\n\nWhy?\n\n## 1. Do it\n\nNow.\n");
        write("22-own/hints.md", "# Hints\n\n## Look\n\nThere.\n");
        write("22-own/nl/lesson.md", "# 22 · Van mij\n\nWaarom?\n\n## 1. Doe het\n\nNu.\n");
        write("de/texts.json", "{\"diagnoses\": {\"hangs\": {\"cause\": \"Es hängt.\"}}}");
        write("22-own/img/picture.png", "no text");
        Lessons lessons = Lessons.in(folder);
        assertTrue(!lessons.languages().contains("img"), lessons.languages().toString());
        assertTrue(lessons.languages().containsAll(List.of("de", "en", "nl")),
                lessons.languages().toString());
        assertEquals(List.of("22-own"), lessons.all().stream().map(LessonFolder::name).toList());
        LessonFolder dutch = lessons.in("nl").find(22).orElseThrow();
        assertEquals("Van mij", dutch.lesson().title());
        assertEquals(List.of("Doe het"),
                dutch.lessonText().steps().stream().map(LessonText.Step::title).toList());
        assertEquals(List.of("## Look\n\nThere.\n"), dutch.hints());
        assertEquals(Translation.NONE, dutch.commonTranslation());
        LessonFolder german = lessons.in("de").find(22).orElseThrow();
        assertEquals("My own", german.lesson().title());
        assertEquals("Es hängt.", german.commonTranslation().diagnoses().get("hangs").cause());
    }

    @Test
    void idMustBeTheFoldersName() throws Exception {
        write("22-own/lesson.json", """
                {"schema": 1, "id": "02-models", "number": 2, "version": 1, "title": "T", "minutes": 20}
                """);
        String complaint = assertThrows(IOException.class, () -> Lessons.in(folder).find(22).orElseThrow()
                .lesson()).getMessage();
        assertTrue(complaint.endsWith("lesson.json: id: '02-models' is not the folder's name"), complaint);
    }

    @Test
    void textIsSplitIntoStepsOutsideOfBlocksOfCode() {
        LessonText text = LessonText.parse("""
                # 22 · My own

                The question.

                ## 1. Look

                ```sh
                ## no heading
                ```

                ## Say it in your own words

                Why?
                """);
        assertEquals("My own", text.title());
        assertEquals("The question.\n", text.introduction());
        assertEquals(List.of("Look", "Say it in your own words"),
                text.steps().stream().map(LessonText.Step::title).toList());
        assertTrue(text.step(1).orElseThrow().markdown().contains("## no heading"));
    }
}
