package netkit.dissect;

/** What the packets so far tell about the next one. */
final class DissectorState {
    final Conversations conversations;
    final Reassembly reassembly = new Reassembly();
    final ChecksumVerifier checksums = new ChecksumVerifier();
    final EchoPairs echoes = new EchoPairs();

    DissectorState(ConversationLog log) {
        conversations = new Conversations(log);
    }
}
