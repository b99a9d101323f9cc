package netkit.lab.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The receive ring of a packet socket, in memory shared with the kernel: PACKET_RX_RING of packet(7) and TPACKET_V2 of
 * the kernel's networking/packet_mmap.rst. It holds more frames than a socket buffer, which net.core.rmem_max limits to
 * fewer than 200 frames on most machines.
 *
 * <pre>
 * slot: | status: 32 | length: 32 | captured length: 32 | start: 16 | … | the frame, at start |
 * </pre>
 */
final class PacketRing implements Closeable {
    private static final int PACKET_RX_RING = 5;
    private static final int PACKET_VERSION = 10;
    private static final int TPACKET_V2 = 1;
    private static final VarHandle STATUS = JAVA_INT.varHandle();
    private static final int TP_STATUS_KERNEL = 0; // the kernel may fill the slot
    private static final int TP_STATUS_USER = 1; // it has
    private static final int CAPTURED_LENGTH = 8;
    private static final int START = 12;

    /** Offset of the Ethernet payload in a slot, TPACKET_ALIGN(TPACKET2_HDRLEN + 16). */
    private static final int PAYLOAD_OFFSET = 80;
    private static final int MIN_SLOT = 2048;
    private static final int MIN_BLOCK = 1 << 16; // whole pages, even if a page has 64 KiB
    private static final int SIZE = 16 << 20;

    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final MethodHandle MMAP = CLibrary.function("mmap",
            FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MUNMAP = CLibrary.function("munmap",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final int slotSize;
    private int slot;

    private PacketRing(Descriptor socket, int slotSize) throws IOException {
        this.slotSize = slotSize;
        try {
            memory = map(socket, arena);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /** @param mtu MTU in bytes, which determines the size of the slots */
    static PacketRing open(Descriptor socket, int mtu) throws IOException {
        int slotSize = Math.max(MIN_SLOT, Integer.highestOneBit(PAYLOAD_OFFSET + mtu - 1) << 1);
        int blockSize = Math.max(MIN_BLOCK, slotSize);
        try (Arena arena = Arena.ofConfined()) {
            PacketSocket.set(socket, PACKET_VERSION, "PACKET_VERSION",
                    arena.allocateFrom(JAVA_INT, TPACKET_V2));
            // struct tpacket_req: size of a block, blocks, size of a slot, slots
            PacketSocket.set(socket, PACKET_RX_RING, "PACKET_RX_RING",
                    arena.allocateFrom(JAVA_INT, blockSize, SIZE / blockSize, slotSize, SIZE / slotSize));
        }
        return new PacketRing(socket, slotSize);
    }

    /** Maps the ring until the arena is closed, mmap(2). */
    @SuppressWarnings("restricted") // the address is the kernel's, and the size is the requested one
    private static MemorySegment map(Descriptor socket, Arena arena) throws IOException {
        long address = CLibrary
                .longCall(state -> (long) MMAP.invokeExact(state, MemorySegment.NULL, (long) SIZE,
                        PROT_READ_WRITE, MAP_SHARED, socket.number(), 0L));
        if (address < 0) {
            throw socket.failed("mmap " + SIZE + " bytes of", (int) address);
        }
        return MemorySegment.ofAddress(address).reinterpret(SIZE, arena, memory -> CLibrary
                .call(state -> (int) MUNMAP.invokeExact(state, memory, (long) SIZE)));
    }

    /** @return the number of bytes copied, or 0 if there is no frame */
    int read(MemorySegment buffer) {
        long start = (long) slot * slotSize;
        if (((int) STATUS.getAcquire(memory, start) & TP_STATUS_USER) == 0) {
            return 0;
        }
        int length = (int) Math.min(memory.get(JAVA_INT, start + CAPTURED_LENGTH), buffer.byteSize());
        long frame = start + Short.toUnsignedInt(memory.get(JAVA_SHORT, start + START));
        MemorySegment.copy(memory, frame, buffer, 0, length);
        STATUS.setRelease(memory, start, TP_STATUS_KERNEL);
        slot = (slot + 1) % (SIZE / slotSize);
        return length;
    }

    @Override
    public void close() {
        arena.close();
    }
}
