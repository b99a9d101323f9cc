package netkit.dissect.application;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Shows the bytes of a direction as they come. */
final class RawDecoder implements StreamDecoder {
    private String notice;

    /** @param notice said once; empty for none */
    RawDecoder(String notice) {
        this.notice = notice;
    }

    @Override
    public StreamDecoder decode(StreamBuffer in, Consumer<ApplicationMessage> out) {
        boolean isBanner = notice.startsWith("SSH") && in.length() > 4 && in.at(0) == 'S' && in.at(1) == 'S';
        Carried bytes = in.takeAll();
        String said = isBanner ? notice + " banner: "
                + new String(bytes.bytes(), StandardCharsets.ISO_8859_1).lines().findFirst().orElse("")
                : notice;
        out.accept(ApplicationMessage.data(bytes, said));
        notice = "";
        return this;
    }

    @Override
    public StreamDecoder skip(long missing, StreamBuffer in, Consumer<ApplicationMessage> out) {
        return this;
    }
}
