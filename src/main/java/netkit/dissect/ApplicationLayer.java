package netkit.dissect;

import java.util.List;

import netkit.dissect.application.ApplicationMessage;

/** What a program says, or a note about it, as a layer. */
public final class ApplicationLayer extends DissectedLayer {
    private final ApplicationMessage message;

    /** @param at where the message begins in the source */
    ApplicationLayer(ApplicationMessage message, ByteSource source, int at) {
        super(protocol(message), source, at,
                at + Math.min(message.headerLength(), message.carried().bytes().length),
                at + message.carried().bytes().length);
        this.message = message;
    }

    private static Protocol protocol(ApplicationMessage message) {
        for (Protocol protocol : Protocol.values()) {
            if (protocol.filterName().equals(message.protocol())) {
                return protocol;
            }
        }
        return Protocol.DATA;
    }

    /** Returns the message, with what the program said in {@link ApplicationMessage#content}. */
    public ApplicationMessage message() {
        return message;
    }

    @Override
    public String summary() {
        return message.summary();
    }

    @Override
    protected List<Field> computeFields() {
        ApplicationFields fields = new ApplicationFields(from());
        message.fields().accept(fields);
        return fields.fields();
    }

    @Override
    protected List<String> computeNotices() {
        return message.notices();
    }
}
