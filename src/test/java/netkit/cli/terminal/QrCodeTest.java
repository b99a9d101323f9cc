package netkit.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.LuminanceSource;
import com.google.zxing.PlanarYUVLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;

/** What is printed is read back by a decoder, from a picture of it. */
class QrCodeTest {
    /** Pixels of a module. */
    private static final int SCALE = 4;

    /** @param inkIsDark whether the characters are black on white, or white on black */
    private static String read(List<String> lines, boolean inkIsDark) throws Exception {
        int width = lines.getFirst().length();
        int height = 2 * lines.size();
        byte[] pixels = new byte[width * SCALE * height * SCALE];
        for (int y = 0; y < height * SCALE; y++) {
            for (int x = 0; x < width * SCALE; x++) {
                char cell = lines.get(y / SCALE / 2).charAt(x / SCALE);
                boolean upper = y / SCALE % 2 == 0;
                boolean ink = cell == '\u2588' || cell == (upper ? '\u2580' : '\u2584');
                pixels[y * width * SCALE + x] = (byte) (ink == inkIsDark ? 0 : 255);
            }
        }
        LuminanceSource picture = new PlanarYUVLuminanceSource(pixels, width * SCALE, height * SCALE, 0, 0,
                width * SCALE, height * SCALE, false);
        return new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(picture)),
                Map.of(DecodeHintType.TRY_HARDER, true)).getText();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://192.168.178.123:9080/", "https://10.0.0.1:59999/",
        "http://[2001:db8:1234:5678:9abc:def0:1234:5678]:9080/"})
    void codeIsReadBack(String text) throws Exception {
        List<String> coloured = QrCode.lines(text, true);
        assertTrue(coloured.stream()
                .allMatch(line -> line.startsWith("\u001b[30;107m") && line.endsWith("\u001b[0m")));
        assertEquals(text,
                read(coloured.stream().map(line -> line.replaceAll("\u001b\\[[\\d;]*m", "")).toList(),
                        true));
        assertEquals(text, read(QrCode.lines(text, false), false));
    }

    @Test
    void codeOfAnIpv4UrlLeavesRoomOnATerminal() {
        List<String> lines = QrCode.lines("https://192.168.178.123:59999/", false);
        assertEquals(17, lines.size());
        assertTrue(lines.stream().allMatch(line -> line.length() <= 80));
    }
}
