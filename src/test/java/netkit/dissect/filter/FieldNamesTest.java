package netkit.dissect.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.dissect.DissectedLayer;
import netkit.dissect.Dissector;
import netkit.dissect.Field;
import netkit.packet.pcapng.CaptureReader;
import netkit.packet.pcapng.CapturedPacket;
import netkit.testing.ChatCapture;

class FieldNamesTest {
    @TempDir
    Path folder;

    /** A field that the dissector shows and filters do not know is to be added to {@code fields.txt}. */
    @Test
    void filtersKnowEachFieldOfAPacket() throws IOException {
        Set<String> unknown = new TreeSet<>();
        Dissector dissector = new Dissector();
        Path file = ChatCapture.write(folder.resolve("chat.pcapng"));
        try (CaptureReader reader = new CaptureReader(Files.newInputStream(file))) {
            Optional<CapturedPacket> packet = reader.next();
            while (packet.isPresent()) {
                for (DissectedLayer layer : dissector.dissect(packet.get()).layers()) {
                    collect(layer.fields(), unknown);
                }
                packet = reader.next();
            }
        }
        assertEquals(Set.of(), unknown);
    }

    private static void collect(List<Field> fields, Set<String> unknown) {
        for (Field field : fields) {
            if (!field.name().isEmpty() && !FieldNames.isKnown(field.name())) {
                unknown.add(field.name());
            }
            collect(field.parts(), unknown);
        }
    }
}
