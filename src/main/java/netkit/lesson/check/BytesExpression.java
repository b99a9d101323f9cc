package netkit.lesson.check;

/** An expression whose value is bytes, such as {@code length:u32(len(body)) body:body}. */
@FunctionalInterface
public interface BytesExpression {
    /** @throws netkit.lab.script.LabSyntaxException if a value does not fit, such as 300 in {@code u8(300)} */
    FieldBytes value(Names names);

    default byte[] bytes(Names names) {
        return value(names).bytes();
    }
}
