package netkit.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.chat.LineDecoder.Line;
import netkit.chat.LineDecoder.Line.NotUtf8;
import netkit.chat.LineDecoder.Line.Text;
import netkit.chat.LineDecoder.Line.TooLong;

class LineDecoderTest {
    private static final int LIMIT = 10;

    private final LineDecoder decoder = new LineDecoder(LIMIT);
    private final List<Line> lines = new ArrayList<>();

    @Test
    void completeLineIsDecoded() {
        feed("hello\n");

        assertEquals(texts("hello"), lines);
    }

    @Test
    void lineMayArriveByteByByte() {
        for (byte one : utf8("héllo\r\nyou\n")) {
            feed(one);
        }

        assertEquals(texts("héllo", "you"), lines);
    }

    @Test
    void chunkMayContainManyLines() {
        feed("one\ntwo\r\nthree\nfo");
        assertEquals(texts("one", "two", "three"), lines);

        feed("ur\n");
        assertEquals(texts("one", "two", "three", "four"), lines);
    }

    @Test
    void lineIsDecodedAsSoonAsItsEndArrives() {
        feed("hello");
        assertEquals(List.of(), lines);

        feed("\n");
        assertEquals(texts("hello"), lines);
    }

    @Test
    void crLfMayBeSplitAcrossChunks() {
        feed("one\r");
        feed("\ntwo\r");
        feed("\n");

        assertEquals(texts("one", "two"), lines);
    }

    @Test
    void crWithoutLfBelongsToTheLine() {
        feed("a\rb\n");
        feed("c\r");
        feed("d\r\r\n");

        assertEquals(texts("a\rb", "c\rd\r"), lines);
    }

    @Test
    void emptyLinesAreDecoded() {
        feed("\n\r\n");
        feed("\r");
        feed("\n");

        assertEquals(texts("", "", ""), lines);
    }

    @Test
    void lastLineNeedsNoLineEnd() {
        feed("one\ntwo");
        finish();

        assertEquals(texts("one", "two"), lines);
    }

    @Test
    void noLineFollowsTheLastLineEnd() {
        feed("one\n");
        finish();
        finish();

        assertEquals(texts("one"), lines);
    }

    @ParameterizedTest
    @CsvSource({"1", "3", "100"})
    void lineMayBeAsLongAsTheLimitWithEitherLineEnd(int chunk) {
        feedInChunksOf(chunk, "0123456789\n0123456789\r\nnext\n");

        assertEquals(texts("0123456789", "0123456789", "next"), lines);
    }

    @ParameterizedTest
    @CsvSource({"1", "3", "100"})
    void lineOneByteTooLongIsRefusedAndTheNextIsDecoded(int chunk) {
        feedInChunksOf(chunk, "0123456789a\n0123456789a\r\n012345678\r9\r\nnext\n");

        assertEquals(List.of(new TooLong(LIMIT), new TooLong(LIMIT), new TooLong(LIMIT), new Text("next")),
                lines);
    }

    @Test
    void limitCountsBytesNotCharacters() {
        feed("ééééé\n");
        feed("éééééx\n");

        assertEquals(List.of(new Text("ééééé"), new TooLong(LIMIT)), lines);
    }

    @Test
    void overlongLineIsReportedOnceAndImmediately() {
        feed("0123456789");
        assertEquals(List.of(), lines);

        feed("a");
        assertEquals(List.of(new TooLong(LIMIT)), lines);

        for (int i = 0; i < 1000; i++) {
            feed("more of the same");
        }
        feed("\nnext\n");
        assertEquals(List.of(new TooLong(LIMIT), new Text("next")), lines);
    }

    @Test
    void crAtTheLimitIsHeldUntilTheNextByte() {
        feed("0123456789\r");
        assertEquals(List.of(), lines);

        feed("x\n");
        feed("0123456789\r");
        finish();

        assertEquals(List.of(new TooLong(LIMIT), new Text("0123456789")), lines);
    }

    @Test
    void overlongLastLineIsReportedOnce() {
        feed("0123456789abc");
        finish();

        assertEquals(List.of(new TooLong(LIMIT)), lines);
    }

    /** Sequences that RFC 3629 §3 and §10 forbid, and the number of the first invalid byte, from 1. */
    @ParameterizedTest
    @CsvSource({
        "C080,       1", // NUL in two bytes
        "61C1BF,     2", // overlong: two bytes for one
        "E080AF,     1", // overlong: '/' in three bytes
        "F08080AF,   1", // overlong: '/' in four bytes
        "EDA080,     1", // the surrogate U+D800
        "EDBFBF,     1", // the surrogate U+DFFF
        "EDA181EDB080, 1", // a surrogate pair, as in CESU-8
        "F4908080,   1", // U+110000, past the last character
        "F8888080,   1", // five bytes, allowed before RFC 3629
        "FE,         1",
        "FF,         1", // telnet's IAC
        "80,         1", // a continuation byte without a start
        "6162C3,     3", // truncated after one byte of two
        "61E282,     2", // truncated after two bytes of three
        "F09F98,     1", // truncated after three bytes of four
        "C328,       1", // a start byte without its continuation
        "E28228,     1"})
    void invalidUtf8IsRefusedAndTheNextLineIsDecoded(String hex, int at) {
        feed(HexFormat.of().parseHex(hex));
        feed("\nnext\n");

        assertEquals(List.of(new NotUtf8(at), new Text("next")), lines);
    }

    /** The first and last character of each length, and those next to the surrogates. */
    @ParameterizedTest
    @CsvSource({"7F", "C280", "DFBF", "E0A080", "ED9FBF", "EE8080", "EFBFBF", "F0908080", "F48FBFBF"})
    void validUtf8IsDecoded(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        String character = new String(bytes, StandardCharsets.UTF_8);
        feed(bytes);
        feed("\n");

        assertEquals(texts(character), lines);
        assertEquals(1, character.codePointCount(0, character.length()));
    }

    @Test
    void characterMayBeSplitAcrossChunks() {
        for (byte one : utf8("a😀é")) {
            feed(one);
        }
        feed("\n");

        assertEquals(texts("a😀é"), lines);
    }

    @Test
    void onlyTheGivenRangeOfTheChunkIsRead() {
        byte[] chunk = utf8("xxone\nyy");
        decoder.feed(chunk, 2, 4, lines::add);
        decoder.feed(chunk, 6, 0, lines::add);
        finish();

        assertEquals(texts("one"), lines);
    }

    @Test
    void resultIsIndependentOfChunkBoundaries() {
        Random random = new Random(1);
        for (int round = 0; round < 2000; round++) {
            byte[] stream = randomStream(random);
            List<Line> whole = new ArrayList<>();
            LineDecoder one = new LineDecoder(LIMIT);
            one.feed(stream, 0, stream.length, whole::add);
            one.finish(whole::add);

            List<Line> cut = new ArrayList<>();
            List<Integer> cuts = new ArrayList<>();
            LineDecoder other = new LineDecoder(LIMIT);
            for (int from = 0; from < stream.length;) {
                int count = Math.min(stream.length - from, random.nextInt(8));
                other.feed(stream, from, count, cut::add);
                cuts.add(count);
                from += count;
            }
            other.finish(cut::add);

            assertEquals(whole, cut,
                    "round " + round + ": " + HexFormat.of().formatHex(stream) + " in " + cuts);
        }
    }

    private static byte[] randomStream(Random random) {
        byte[] alphabet = utf8("ab\n\r\n\r\né😀\u0000");
        byte[] stream = new byte[random.nextInt(80)];
        for (int i = 0; i < stream.length; i++) {
            stream[i] = alphabet[random.nextInt(alphabet.length)];
        }
        return stream;
    }

    private void feed(String text) {
        feed(utf8(text));
    }

    private void feed(byte... chunk) {
        decoder.feed(chunk, 0, chunk.length, lines::add);
        Arrays.fill(chunk, (byte) '?'); // the caller may reuse its buffer
    }

    private void feedInChunksOf(int size, String text) {
        byte[] stream = utf8(text);
        for (int from = 0; from < stream.length; from += size) {
            feed(Arrays.copyOfRange(stream, from, Math.min(stream.length, from + size)));
        }
    }

    private void finish() {
        decoder.finish(lines::add);
    }

    private static List<Line> texts(String... texts) {
        return Arrays.stream(texts).<Line>map(Text::new).toList();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
