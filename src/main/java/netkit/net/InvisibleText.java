package netkit.net;

/**
 * Finds characters that no terminal shows (Unicode's Default_Ignorable_Code_Point): they hide text from its reader, or
 * make a second name that looks like another. Those that a script or an emoji needs are left where they have an effect:
 * joiners after letters that join (compare RFC 5892 appendix A), selectors after what they select from (Unicode UTS 37,
 * UTS 51), and the tags of a flag.
 */
final class InvisibleText {
    private static final int NON_JOINER = 0x200c;
    private static final int JOINER = 0x200d;
    private static final int EMOJI_SELECTOR = 0xfe0f;
    private static final int BLACK_FLAG = 0x1f3f4;
    private static final int TAGS = 0xe0000;
    private static final int LAST_TAG = 0xe007f;
    /** The longest sequence of tags in use: {@code gbeng} and its end. */
    private static final int MAX_TAGS = 6;
    private static final int SELECTORS = 0xe0100;
    private static final int LAST_SELECTOR = 0xe01ef;
    /** Before it, only the soft hyphen is ignorable. */
    private static final int FIRST = 0x034f;

    private InvisibleText() {}

    /** Whether the character at this index is invisible, and of no use there. */
    static boolean isAt(String text, int at) {
        int c = text.codePointAt(at);
        if (c < FIRST) {
            return c == 0xad;
        }
        int before = at == 0 ? ' ' : text.codePointBefore(at);
        if (c == NON_JOINER) {
            return !isJoining(before);
        }
        if (c == JOINER) {
            return !isJoining(before) && !isEmojiPart(before);
        }
        if (c >= 0xfe00 && c <= EMOJI_SELECTOR) {
            return isIgnorable(before) || !isUncased(before) && !Character.isEmoji(before);
        }
        if (c >= SELECTORS && c <= LAST_SELECTOR) {
            return !Character.isIdeographic(before);
        }
        return c > TAGS && c <= LAST_TAG ? !isTagOfFlag(text, at) : isIgnorable(c);
    }

    /** Letters without case, such as those of Arabic and of India's scripts, and the marks of such a script. */
    private static boolean isJoining(int c) {
        int type = Character.getType(c);
        boolean isMark = type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
        return !isIgnorable(c) && (type == Character.OTHER_LETTER
                || isMark && Character.UnicodeScript.of(c) != Character.UnicodeScript.INHERITED);
    }

    private static boolean isEmojiPart(int c) {
        return Character.isExtendedPictographic(c) || Character.isEmojiModifier(c) || c == EMOJI_SELECTOR;
    }

    private static boolean isUncased(int c) {
        return isJoining(c) || switch (Character.getType(c)) {
            case Character.MATH_SYMBOL, Character.OTHER_SYMBOL, Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    /** UTS 51 §1.4.9. */
    private static boolean isTagOfFlag(String text, int at) {
        int i = at;
        for (int tags = 0; tags < MAX_TAGS && i > 0; tags++) {
            int before = text.codePointBefore(i);
            if (before == BLACK_FLAG) {
                return true;
            }
            if (before <= TAGS || before > LAST_TAG) {
                return false;
            }
            i -= Character.charCount(before);
        }
        return false;
    }

    /** Whether this is an ignorable character: of the Unicode Character Database, DerivedCoreProperties.txt. */
    private static boolean isIgnorable(int c) {
        return switch (c) {
            // also the fillers of Hangul, which are letters without a form
            case 0x34f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x2065, 0x3164, 0xffa0 -> true;
            default -> c >= 0x180b && c <= 0x180f || c >= 0xfe00 && c <= EMOJI_SELECTOR
                    || c >= 0xfff0 && c <= 0xfffb || c >= TAGS && c <= 0xe0fff
                    || Character.getType(c) == Character.FORMAT && !isVisibleFormat(c);
        };
    }

    /** Signs that enclose the digits after them, and those that arrange hieroglyphs. */
    private static boolean isVisibleFormat(int c) {
        return c >= 0x600 && c <= 0x605 || c == 0x6dd || c == 0x70f || c == 0x890 || c == 0x891 || c == 0x8e2
                || c == 0x110bd || c == 0x110cd || c >= 0x13430 && c <= 0x1345f;
    }
}
