package netkit.lesson.check;

import java.time.Duration;
import java.util.OptionalInt;

/** The grammar of the steps of the student's program. */
final class ProgramGrammar {
    private final Tokens tokens;
    private final ExpressionParser expressions;

    ProgramGrammar(Tokens tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    CheckStep.OfProgram step() {
        if (tokens.skip("starts")) {
            return new CheckStep.Starts();
        }
        if (tokens.skip("prints", "lines")) {
            String label = tokens.string("the start of the lines");
            boolean none = tokens.skip("never");
            BytesExpression lines = none ? _ -> FieldBytes.of(new byte[0]) : expressions.bytes();
            boolean now = tokens.skip("now") || none;
            return new CheckStep.PrintsLines(label, lines, now, CheckGrammar.within(tokens));
        }
        if (tokens.skip("prints")) {
            boolean whole = tokens.skip("line");
            return new CheckStep.Prints(expressions.bytes(), whole, CheckGrammar.within(tokens));
        }
        if (tokens.skip("never", "prints")) {
            return new CheckStep.NeverPrints(expressions.bytes());
        }
        if (tokens.skip("ends")) {
            boolean failure = tokens.skip("with", "failure");
            OptionalInt status = !failure && tokens.skip("with")
                    ? OptionalInt.of(tokens.count("an exit status, such as 0"))
                    : OptionalInt.empty();
            return new CheckStep.Ends(status, failure, CheckGrammar.within(tokens));
        }
        if (tokens.skip("goes", "on")) {
            return new CheckStep.GoesOn(tokens.skip("for") ? tokens.duration() : Duration.ofMillis(200));
        }
        if (tokens.skip("is", "killed")) {
            return new CheckStep.IsKilled();
        }
        if (tokens.skip("types")) {
            return new CheckStep.Types(expressions.bytes());
        }
        if (tokens.skip("reports")) {
            return new CheckStep.Reports(tokens.string("the start of a line"), expressions.bytes());
        }
        throw tokens.unexpected(
                "the program starts, prints, never prints, reports, types, ends, goes on or is killed");
    }
}
