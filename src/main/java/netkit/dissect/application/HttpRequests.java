package netkit.dissect.application;

import java.util.function.Consumer;

import netkit.http.BodyDecoder;
import netkit.http.HttpException;

/** Decodes the requests of a client. */
final class HttpRequests extends HttpDecoder {
    HttpRequests(ConnectionState state) {
        super(state, true);
    }

    @Override
    BodyDecoder begin(HttpHead head) throws HttpException {
        state.requested(head.request());
        state.isUpgradePending |= !head.headers().all("Upgrade").isEmpty();
        return BodyDecoder.of(head.request(), Integer.MAX_VALUE);
    }

    @Override
    boolean mustWait() {
        return state.isUpgradePending;
    }

    @Override
    public StreamDecoder decode(StreamBuffer in, Consumer<ApplicationMessage> out) {
        return state.clientAfterUpgrade != null ? state.clientAfterUpgrade : super.decode(in, out);
    }

    @Override
    StreamDecoder finished(HttpHead head, byte[] body, Carried whole, Consumer<ApplicationMessage> out) {
        EngineSessions.polling(state.sessions, head.request(), true, body, whole, out);
        return this;
    }
}
