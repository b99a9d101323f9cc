package netkit.chat;

/**
 * A decoder that takes the commands of the Telnet protocol (RFC 854, RFC 855) out of a stream of bytes, so that text is
 * left. Commands may be split anywhere between chunks. It refuses every option, which makes both ends a plain network
 * virtual terminal. A client that knows nothing of Telnet is not affected: byte 255 begins each command and is never part
 * of UTF-8.
 *
 * <pre>
 * IAC COMMAND                        two bytes: 255, then 236 to 249
 * IAC WILL|WONT|DO|DONT OPTION       three bytes
 * IAC SB OPTION … IAC SE             subnegotiation; IAC IAC in it is a byte 255
 * IAC IAC                            a byte 255 of the text
 * CR NUL, CR LF                      the end of a line
 * </pre>
 */
final class TelnetDecoder {
    /** Receives what the commands ask of this end. */
    interface Commands {
        /** A reply to a negotiation is to be sent. */
        void reply(byte[] bytes);

        /** The user asks for visible evidence that this end is up: "are you there". */
        void areYouThere();
    }

    private enum State {
        TEXT, COMMAND, OPTION, SUBNEGOTIATION, COMMAND_IN_SUBNEGOTIATION
    }

    private static final int SE = 240;
    private static final int AYT = 246;
    private static final int SB = 250;
    private static final int WILL = 251;
    private static final int WONT = 252;
    private static final int DO = 253;
    private static final int DONT = 254;
    private static final int IAC = 255;

    private final Commands commands;
    private State state = State.TEXT;
    private int verb;
    private boolean afterCr;

    TelnetDecoder(Commands commands) {
        this.commands = commands;
    }

    /**
     * Removes the commands from the next chunk.
     *
     * @return the number of bytes of text, which are at the beginning of the chunk afterwards
     */
    int decode(byte[] chunk, int count) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int next = chunk[i] & 0xFF;
            if (isText(next)) {
                chunk[kept++] = (byte) (afterCr && next == 0 ? '\n' : next); // RFC 854: CR NUL, as CR LF
                afterCr = next == '\r';
            }
        }
        return kept;
    }

    private boolean isText(int next) {
        switch (state) {
            case TEXT -> {
                if (next != IAC) {
                    return true;
                }
                state = State.COMMAND;
            }
            case COMMAND -> {
                return command(next);
            }
            case OPTION -> {
                refuse(next);
                state = State.TEXT;
            }
            case SUBNEGOTIATION -> state = next == IAC ? State.COMMAND_IN_SUBNEGOTIATION : state;
            case COMMAND_IN_SUBNEGOTIATION -> {
                if (next == IAC) {
                    state = State.SUBNEGOTIATION;
                } else {
                    command(next); // SE, or another command where SE is missing
                }
            }
        }
        return false;
    }

    /** Executes the command of the byte after IAC; returns whether it is a byte of the text. */
    private boolean command(int code) {
        verb = code;
        state = switch (code) {
            case WILL, WONT, DO, DONT -> State.OPTION;
            case SB -> State.SUBNEGOTIATION;
            default -> State.TEXT; // SE, and all commands that ask for nothing here
        };
        if (code == AYT) {
            commands.areYouThere();
        }
        return code == IAC;
    }

    private void refuse(int option) {
        // RFC 854: no reply to a command that asks for the mode that is already in effect, which WONT and DONT do
        if (verb == DO || verb == WILL) {
            commands.reply(new byte[] {(byte) IAC, (byte) (verb == DO ? WONT : DONT), (byte) option});
        }
    }
}
