package netkit.lab;

/** Which way something travels through a relay. */
public enum Direction {
    TO_SERVER, TO_CLIENT
}
