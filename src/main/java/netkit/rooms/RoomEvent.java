package netkit.rooms;

/**
 * A change of the membership of a room, named as the events of the Socket.IO adapter.
 *
 * @param id the member; empty if a room is created or deleted
 */
public record RoomEvent(Kind kind, String room, String id) {
    public enum Kind {
        CREATE_ROOM("create-room"), JOIN_ROOM("join-room"), LEAVE_ROOM("leave-room"), DELETE_ROOM(
                "delete-room");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /** {@code join-room lobby 3fX…}: the event's name, the room, and the id if it is about a member. */
    @Override
    public String toString() {
        return id.isEmpty() ? kind.word + " " + room : kind.word + " " + room + " " + id;
    }
}
