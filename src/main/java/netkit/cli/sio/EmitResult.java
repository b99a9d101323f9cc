package netkit.cli.sio;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was measured of one form.
 *
 * @param received events that each member received
 * @param disconnected members that were disconnected
 * @param servers whose programs received the event, {@code server 2}
 */
record EmitResult(EmitForm form, Map<EmitMember.Profile, Integer> received,
        List<EmitMember.Profile> disconnected, Set<String> servers, EmitServers.Outcome outcome) {

    /** Returns the names of the members that received it. */
    List<String> receivers() {
        return received.entrySet().stream().filter(entry -> entry.getValue() > 0)
                .map(entry -> entry.getKey().name()).toList();
    }

    int received(EmitMember.Profile member) {
        return received.get(member);
    }

    boolean isDisconnected(EmitMember.Profile member) {
        return disconnected.contains(member);
    }

    /** Whether the member is one of those that acknowledged, or were found. */
    boolean isInOutcome(EmitMember.Profile member) {
        return outcome.values().contains(member.name());
    }
}
