package netkit.cli.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import netkit.net.Endpoint;

class UdpSendReportTest {
    private static String printed(int datagrams, long nanos) {
        Endpoint here = new Endpoint(Endpoint.LOOPBACK, 9);
        StringWriter out = new StringWriter();
        new UdpSendReport(here, here, datagrams, datagrams * 1_250L, false,
                Optional.of(new UdpSendReport.Run(1, datagrams, 1_250, nanos)), 0, 0)
                .print(new PrintWriter(out));
        return out.toString().lines().skip(1).collect(Collectors.joining("\n"));
    }

    @Test
    void rateIsMeasuredFromFirstToLastDatagram() {
        assertEquals(
                "numbered in run 00000001, 1.00 s, 1/s, 0.0 Mbit/s\nnothing tells us whether they arrived",
                printed(2, 1_000_000_000));
        assertEquals(
                "numbered in run 00000001, 0.50 s, 2,000/s, 20.0 Mbit/s\nnothing tells us whether they arrived",
                printed(1_001, 500_000_000));
    }

    @Test
    void oneDatagramHasNoRate() {
        assertEquals("numbered in run 00000001, 0.00 s\nnothing tells us whether it arrived",
                printed(1, 1_000));
    }
}
