package netkit.lab;

/** What a relay knows of its own work in one direction. */
public sealed interface RelayCounts permits DatagramCounts, StreamCounts {}
