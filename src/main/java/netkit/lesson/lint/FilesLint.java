package netkit.lesson.lint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import netkit.lesson.Language;
import netkit.lesson.Lesson;
import netkit.lesson.LessonFolder;
import netkit.lesson.Measure;
import netkit.lesson.Question;
import netkit.lesson.check.Check;
import netkit.lesson.check.CheckFile;
import netkit.lesson.check.CheckPlan;
import netkit.lesson.check.DiagnosisRule;
import netkit.lesson.judge.Symptom;

/** Checks the files of a lesson, and whether {@code lesson.json}, {@code checks.lab} and the programs fit together. */
final class FilesLint {
    private static final int FEWEST_MISTAKES = 4;
    /** What the judge says itself of a program that fits no diagnosis. */
    private static final Set<String> SYMPTOMS = Arrays.stream(Symptom.values()).map(Symptom::id)
            .collect(Collectors.toUnmodifiableSet());

    private final LessonFolder folder;
    private final Lesson lesson;
    private final Complaints complaints;
    private final String json;

    FilesLint(LessonFolder folder, Lesson lesson, Complaints complaints) {
        this.folder = folder;
        this.lesson = lesson;
        this.complaints = complaints;
        this.json = folder.place(LessonFolder.JSON);
    }

    /** Returns the checks; empty if there are none that can be read. */
    Optional<CheckPlan> run() throws IOException {
        List<String> needed = new ArrayList<>(List.of(LessonFolder.TEACHER));
        if (lesson.hasExercise()) {
            needed.addAll(List.of(LessonFolder.CHECKS, LessonFolder.HINTS));
            for (String file : lesson.exercise().files().values()) {
                needed.add(LessonFolder.START + file);
                needed.add(LessonFolder.SOLUTION + file);
            }
        }
        for (String mistake : lesson.mistakes().keySet()) {
            needed.add(LessonFolder.MISTAKES + mistake);
        }
        for (String path : needed) {
            complaints.require(folder.has(path), folder.place(path), "is missing");
        }
        stray();
        Optional<CheckPlan> plan = plan();
        measures(plan);
        diagnoses(plan);
        if (lesson.hasExercise()) {
            complaints.require(lesson.mistakes().size() >= FEWEST_MISTAKES, json,
                    "mistakes: there must be at least " + FEWEST_MISTAKES + ", not "
                            + lesson.mistakes().size());
        }
        return plan;
    }

    /** A file that nothing names would be packed, and never read. */
    private void stray() throws IOException {
        Set<String> known = new HashSet<>(List.of(LessonFolder.JSON, LessonFolder.TEXT, LessonFolder.CHECKS,
                LessonFolder.HINTS, LessonFolder.TEACHER));
        Collection<String> files = lesson.hasExercise() ? lesson.exercise().files().values() : List.of();
        files.forEach(file -> known.add(LessonFolder.START + file));
        lesson.mistakes().keySet().forEach(file -> known.add(LessonFolder.MISTAKES + file));
        folder.languages().forEach(language -> known.addAll(TranslationLint.files(language)));
        StringBuilder pages = new StringBuilder();
        for (String page : List.of(LessonFolder.TEXT, LessonFolder.TEACHER, LessonFolder.CHECKS)) {
            pages.append(folder.has(page) ? folder.text(page) : "");
        }
        for (String path : folder.paths()) {
            boolean isSolution = path.startsWith(LessonFolder.SOLUTION) && Language.of(path).isPresent();
            boolean isNamed = !path.contains("/") && pages.indexOf(path) >= 0;
            complaints.require(known.contains(path) || isSolution || isNamed, folder.place(path),
                    path.startsWith(LessonFolder.MISTAKES)
                            ? "is not in the mistakes of lesson.json: which diagnosis must it get?"
                            : "is a stray file: nothing in the lesson names it");
        }
    }

    private Optional<CheckPlan> plan() throws IOException {
        if (!folder.has(LessonFolder.CHECKS)) {
            return Optional.empty();
        }
        try {
            CheckPlan plan = CheckFile.parse(folder.place(LessonFolder.CHECKS),
                    folder.text(LessonFolder.CHECKS));
            complaints.require(!lesson.hasExercise() || !plan.core().isEmpty(),
                    folder.place(LessonFolder.CHECKS),
                    "has no check in the core, before the line 'further'");
            return Optional.of(plan);
        } catch (IllegalArgumentException e) {
            int end = folder.place(LessonFolder.CHECKS).length();
            complaints.add(folder.place(LessonFolder.CHECKS),
                    e.getMessage().substring(Math.min(end + 1, e.getMessage().length())).strip());
            return Optional.empty();
        }
    }

    private void measures(Optional<CheckPlan> plan) {
        Set<String> asked = new HashSet<>();
        for (Question question : lesson.questions()) {
            if (question.measure() instanceof Measure.Block(var id)) {
                asked.add(id);
                complaints.require(plan.flatMap(checks -> checks.measure(id)).isPresent(), json,
                        "question '" + question.id() + "': checks.lab has no measure '" + id + "'");
            }
        }
        plan.ifPresent(checks -> checks.measures().stream().map(Check::id)
                .filter(id -> !asked.contains(id)).forEach(id -> complaints.add(
                        folder.place(LessonFolder.CHECKS), "no question uses measure '" + id + "'")));
    }

    private void diagnoses(Optional<CheckPlan> plan) {
        Set<String> ids = new HashSet<>();
        for (Lesson.Diagnosis diagnosis : lesson.diagnoses()) {
            ids.add(diagnosis.id());
            try {
                DiagnosisRule.parse(diagnosis.id(), diagnosis.checks(), diagnosis.when());
            } catch (IllegalArgumentException e) {
                complaints.add(json, e.getMessage());
            }
            for (String check : diagnosis.checks()) {
                complaints.require(plan.isEmpty() || plan.get().check(check).isPresent(), json,
                        "diagnosis '" + diagnosis.id() + "': checks.lab has no check '" + check + "'");
            }
        }
        for (Map.Entry<String, String> mistake : lesson.mistakes().entrySet()) {
            complaints.require(ids.contains(mistake.getValue()) || SYMPTOMS.contains(mistake.getValue()),
                    json, "mistakes: " + mistake.getKey() + ": there is no diagnosis '" + mistake.getValue()
                            + "'");
        }
    }
}
