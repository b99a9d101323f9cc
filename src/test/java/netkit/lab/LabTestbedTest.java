package netkit.lab;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.lab.namespace.InsideLab;

/** The lab as a testbed, for those who do not care what is below. */
@Timeout(90)
class LabTestbedTest {
    @Test
    void aProgramForTestbedsRunsOnTheLab() throws Exception {
        InsideLab.run(LabTestbedTest.class, "onTheLab");
    }

    static void onTheLab(String[] arguments) throws IOException, InterruptedException {
        try (Testbed testbed = Lab.open(LabTest.TWO, 1)) {
            TestbedRules.aStreamReachesTheOtherPlaceAndComesBack(testbed);
            TestbedRules.aDatagramReachesTheOtherPlaceAndIsAnswered(testbed);
            TestbedRules.theSettingsAreThoseThatWereSet(testbed);
            TestbedRules.aCutStreamStallsAndGoesOnWhenItIsHealed(testbed);
            TestbedRules.datagramsAreLostUntilACutIsHealed(testbed);
            TestbedRules.itIsIdleWhenNothingIsUnderWay(testbed);
        }
    }
}
