package netkit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

class WebModulesTest {
    @Test
    void eachModuleIsIncludedOnceAfterItsImports() throws Exception {
        String script = WebModules.bundled("report");
        for (String module : new String[] {"words", "elements", "messages", "marks", "charts", "ladder",
            "report"}) {
            assertEquals(1,
                    Pattern.compile("(?m)^const " + module + "Module = ").matcher(script).results().count(),
                    module);
        }
        assertTrue(script.indexOf("const wordsModule") < script.indexOf("const messagesModule"));
        assertTrue(script.indexOf("const messagesModule") < script.indexOf("const marksModule"));
    }

    @Test
    void bundleHasNoImportsAndNoExports() throws Exception {
        assertFalse(Pattern.compile("(?m)^(import|export) ").matcher(WebModules.bundled("report")).find());
    }

    @Test
    void missingModuleIsNamed() {
        assertEquals("the jar lacks /netkit/web/none.js",
                assertThrows(IOException.class, () -> WebModules.bundled("none")).getMessage());
    }
}
