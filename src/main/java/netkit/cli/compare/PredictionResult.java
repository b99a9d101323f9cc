package netkit.cli.compare;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import netkit.compare.link.Transport;
import netkit.report.ComparedRun;
import netkit.report.Prediction;
import netkit.report.Prediction.Answer;
import netkit.report.Prediction.Question;

/** The prediction in a {@link SavedRun}: that of its file, and how each answer compares with the measurement. */
record PredictionResult(int schema, long seed, List<String> options,
        Map<String, Map<Question, Set<Transport>>> scenarios, int answers, long right,
        List<ComparedAnswer> compared,
        String equallySlow) {
    record ComparedAnswer(String scenario, String question, Set<Transport> predicted, Set<Transport> measured,
            boolean right) {
        private static ComparedAnswer of(Answer answer) {
            return new ComparedAnswer(answer.scenario().name(),
                    answer.question().name().toLowerCase(Locale.ROOT).replace('_', '-'), answer.predicted(),
                    answer.measured(), answer.isRight());
        }
    }

    static PredictionResult of(ComparedRun run, Prediction prediction) {
        List<ComparedAnswer> compared = PredictionTable.answers(run, prediction).stream()
                .map(ComparedAnswer::of)
                .toList();
        return new PredictionResult(SavedRun.SCHEMA, prediction.seed(), prediction.options(),
                prediction.byScenario(), compared.size(),
                compared.stream().filter(ComparedAnswer::right).count(),
                compared, Prediction.EQUALLY_SLOW);
    }
}
