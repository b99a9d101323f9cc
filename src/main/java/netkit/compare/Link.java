package netkit.compare;

import java.io.Closeable;
import java.io.IOException;

import netkit.lab.RelayCounts;

/** Both ends of a transport with the faults between them. One thread sends while another receives. */
interface Link extends Closeable {
    /** @throws IOException when the message was not accepted, and no later one will be */
    void send(byte[] message) throws IOException;

    /** Tells of everything that arrives, and returns when nothing more can. */
    void receiveAll(Arrivals arrivals) throws IOException;

    /**
     * The sender is done: lets what is on its way arrive, and then lets {@link #receiveAll} end, perhaps some time
     * later.
     *
     * @param sent messages that were accepted
     */
    void finish(int sent) throws IOException, InterruptedException;

    /** What the relay did on the way from the sender to the receiver. */
    RelayCounts relay();

    /**
     * How many datagrams vanished although the faults did not ask for it, in a queue of the system or of the relay.
     *
     * @param sent messages that were accepted
     */
    long lostByAccident(int sent);
}
