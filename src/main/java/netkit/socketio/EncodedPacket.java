package netkit.socketio;

import java.util.List;

/** A packet as it travels: one text message, and behind it a binary message for each attachment. */
public record EncodedPacket(String text, List<byte[]> attachments) {}
