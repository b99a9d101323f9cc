package netkit.lab;

import java.io.IOException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.lab.namespace.InsideLab;

@Timeout(90)
@Tag("lab")
class LabTestbedTest {
    @Test
    void labSatisfiesTheTestbedRules() throws Exception {
        InsideLab.run(LabTestbedTest.class, "onTheLab");
    }

    static void onTheLab(String[] arguments) throws IOException, InterruptedException {
        try (Testbed testbed = Lab.open(LabTest.TWO, 1)) {
            TestbedRules.streamIsEchoedByTheOtherPlace(testbed);
            TestbedRules.datagramIsEchoedByTheOtherPlace(testbed);
            TestbedRules.settingsAreThoseThatWereSet(testbed);
            TestbedRules.streamStallsDuringACutAndThenResumes(testbed);
            TestbedRules.datagramsAreLostDuringACut(testbed);
            TestbedRules.testbedIsIdleWhenNothingIsInFlight(testbed);
        }
    }
}
