package netkit.lesson.check;

/** An expression whose value is a whole number, such as {@code len(body) + 4}. */
@FunctionalInterface
public interface NumberExpression {
    long value(Names names);
}
