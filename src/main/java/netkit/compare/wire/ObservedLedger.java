package netkit.compare.wire;

import netkit.compare.ledger.Ledger;
import netkit.lab.wire.HostPair;

/**
 * The ledger of the messages that go from one host to the other.
 *
 * @param trial the number that the messages carry
 */
public record ObservedLedger(HostPair pair, int trial, Ledger ledger) {}
