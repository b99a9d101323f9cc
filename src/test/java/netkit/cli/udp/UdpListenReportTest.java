package netkit.cli.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import netkit.udp.KernelDrops;
import netkit.udp.RunStats;

class UdpListenReportTest {
    private static String drops(OptionalLong badChecksum) {
        StringWriter out = new StringWriter();
        new UdpListenReport(0, 0, 0, 100, Optional.of(new KernelDrops(5, badChecksum)), 4096, new RunStats())
                .print(new PrintWriter(out));
        return out.toString().lines().skip(2).findFirst().orElse("");
    }

    @Test
    void whyTheKernelDroppedDatagramsIsSaidAsFarAsItIsKnown() {
        assertEquals("the kernel dropped 5 more because its receive buffer of 4,096 bytes was full",
                drops(OptionalLong.of(0)));
        assertEquals("the kernel dropped 5 more because of a wrong checksum", drops(OptionalLong.of(5)));
        assertEquals("the kernel dropped 5 more: 2 because of a wrong checksum,"
                + " 3 because its receive buffer of 4,096 bytes was full", drops(OptionalLong.of(2)));
        assertEquals("the kernel dropped 5 more because its receive buffer of 4,096 bytes was full,"
                + " or because of a wrong checksum", drops(OptionalLong.empty()));
    }
}
