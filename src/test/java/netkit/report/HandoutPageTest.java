package netkit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import netkit.lesson.LessonFolder;
import netkit.lesson.Lessons;
import netkit.lesson.Question;

class HandoutPageTest {
    private static long count(String html, String regex) {
        return Pattern.compile(regex).matcher(html).results().count();
    }

    @Test
    void everyQuestionIsOnTheSheetInFrontOfTheText() throws Exception {
        for (LessonFolder folder : Lessons.packed().all()) {
            String html = HandoutPage.html(folder);
            int text = html.indexOf("<main>");
            for (Question question : folder.lesson().questions()) {
                int place = html.indexOf(new ReportMarkup().text(question.text()).toString());
                assertTrue(place > 0 && place < text, folder.name() + ": " + question.id());
            }
            assertEquals(folder.lessonText().steps().size(), count(html.substring(text), "<h2>"),
                    folder.name());
        }
    }

    @Test
    void pageLoadsNothingAndLinksToNoFile() throws Exception {
        for (LessonFolder folder : Lessons.packed().all()) {
            String html = HandoutPage.html(folder) + HandoutPage.forTeacher(folder);
            assertEquals(0, count(html, "<script|<img|href=\"(?!https://|data:)|src="), folder.name());
        }
    }

    @Test
    void answersAreOnThePageForTeachersOnly() throws Exception {
        LessonFolder folder = Lessons.packed().find(4).orElseThrow();
        String heading = folder.text(LessonFolder.TEACHER).lines().filter(line -> line.startsWith("## "))
                .findFirst().orElseThrow().substring(3);
        assertTrue(HandoutPage.forTeacher(folder).contains(heading));
        assertFalse(HandoutPage.html(folder).contains(heading));
    }
}
