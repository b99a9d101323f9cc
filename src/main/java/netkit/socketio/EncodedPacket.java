package netkit.socketio;

import java.util.List;

/** An encoded packet: one text message, followed by one binary message for each attachment. */
public record EncodedPacket(String text, List<byte[]> attachments) {}
