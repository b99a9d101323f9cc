package netkit.compare.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.lab.Host;
import netkit.lab.LabOptions;
import netkit.lab.namespace.InsideLab;
import netkit.testing.Leftovers;
import netkit.testing.Programs;

/** The observer's view of UDP compared with what Wireshark reads in the captures of both hosts. */
@Timeout(120)
@Tag("lab")
@Tag("peers")
class WireObserverUdpTest {
    private static final Pattern HEAD = Pattern.compile("<003:(\\d{7})>");

    @BeforeEach
    void needTshark() {
        Programs.need("tshark");
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 4_000})
    void udpMessagesAgreeWithTheCaptures(int size, @TempDir Path folder) throws Exception {
        InsideLab.run(WireObserverUdpTest.class, "udpCell", "" + size, folder.toString());
    }

    static void udpCell(String[] arguments) throws Exception {
        Workload workload = new Workload(300, Integer.parseInt(arguments[0]), 2_000);
        try (ObservedLab lab = new ObservedLab(LabOptions.DEFAULT, Transport.UDP, workload,
                Path.of(arguments[1]))) {
            lab.faults("loss 10% reorder 5% duplicate 5% corrupt 5%");
            try (DatagramSocket out = lab.alice.call(() -> new DatagramSocket(ObservedLab.PORT));
                    DatagramSocket _ = lab.bob.call(() -> new DatagramSocket(ObservedLab.PORT))) {
                for (int number = 0; number < workload.messages(); number++) {
                    ObservedLab.send(out, lab.bob.address(), lab.message(number));
                    Thread.sleep(number % 4 == 0 ? 1 : 0);
                }
            }
            // the wire may lag behind the sender, and the faults must last to the end
            Leftovers.await(() -> lab.ledger.count(Stage.LEFT) == workload.messages(),
                    () -> lab.ledger.count(Stage.LEFT) + " have left");
            WireStats stats = lab.end();

            Set<Integer> arrived = lab.reached(Stage.ARRIVED);
            assertEquals(messages(lab, lab.alice), lab.reached(Stage.LEFT));
            assertEquals(messages(lab, lab.bob), arrived);
            assertEquals(300, lab.ledger.count(Stage.LEFT));
            assertTrue(arrived.size() < 290 && arrived.size() > 50, arrived.toString());
            for (int number = 0; number < workload.messages(); number++) {
                assertEquals(arrived.contains(number), lab.ledger.cause(number).isEmpty(),
                        number + ": " + lab.ledger.cause(number));
            }
            String mine = "ip.src == " + lab.alice.address().getHostAddress() + " && !icmp";
            List<WirePacket> packets = stats.packets().stream().filter(
                    packet -> packet.pair().from().equals("alice") && packet.label().startsWith("UDP"))
                    .toList();
            assertEquals(lab.count(lab.alice, mine), packets.size());
            assertEquals(lab.count(lab.bob, mine), ObservedLab.arrivals(packets));
        }
    }

    /** Returns the message numbers in reassembled datagrams with a correct checksum, as tshark reads them. */
    private static Set<Integer> messages(ObservedLab lab, Host host) throws Exception {
        Set<Integer> numbers = new TreeSet<>();
        for (String hex : lab.read(host, "data && udp.checksum.status == 1", "data.data")) {
            Matcher head = HEAD.matcher(
                    new String(HexFormat.of().parseHex(hex), StandardCharsets.US_ASCII));
            if (head.find()) {
                numbers.add(Integer.parseInt(head.group(1)));
            }
        }
        return numbers;
    }

    @Test
    void wireTimesAreBetweenThoseOfThePrograms(@TempDir Path folder) throws Exception {
        InsideLab.run(WireObserverUdpTest.class, "times", folder.toString());
    }

    static void times(String[] arguments) throws Exception {
        Workload workload = new Workload(200, 100, 2_000);
        try (ObservedLab lab = new ObservedLab(LabOptions.DEFAULT, Transport.UDP, workload,
                Path.of(arguments[0]));
                DatagramSocket out = lab.alice.call(() -> new DatagramSocket(ObservedLab.PORT));
                DatagramSocket in = lab.bob.call(() -> new DatagramSocket(ObservedLab.PORT))) {
            for (int number = 0; number < workload.messages(); number++) {
                lab.ledger.reached(Stage.OFFERED, number, lab.clock.now());
                ObservedLab.send(out, lab.bob.address(), lab.message(number));
                assertEquals(number, HeaderFinder.first(ObservedLab.TRIAL, ObservedLab.receive(in), 0, 100));
                lab.ledger.reached(Stage.DELIVERED, number, lab.clock.now());
            }
            List<WirePacket> packets = lab.end().packets();
            for (int number = 0; number < workload.messages(); number++) {
                int one = number;
                List<Long> times = new ArrayList<>();
                for (Stage stage : List.of(Stage.OFFERED, Stage.LEFT, Stage.ARRIVED, Stage.DELIVERED)) {
                    OptionalLong at = lab.ledger.at(stage, number);
                    times.add(at.orElseThrow());
                }
                assertEquals(times.stream().sorted().toList(), times, "message " + number);
                WirePacket packet = packets.stream().filter(all -> all.messages().equals(List.of(one)))
                        .findFirst().orElseThrow();
                assertEquals(times.get(1), packet.sentAt());
                assertEquals(List.of(times.get(2)), packet.arrivedAt());
            }
        }
    }
}
