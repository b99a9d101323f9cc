package netkit.lab.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;

class JavaCommandTest {
    private static String options(String commandLine) {
        return String.join(" ", JavaCommand.options(List.of(commandLine.split(" "))));
    }

    @Test
    void optionsEndAtTheJarOrTheMainClass() {
        assertEquals("-Xmx1g -Da=b", options("java -Xmx1g -Da=b -jar netkit -x lab"));
        assertEquals("-Xmx1g", options("java -Xmx1g netkit.Netkit -x lab"));
        assertEquals("", options("java"));
    }

    @Test
    void everyFormOfTheClassPathIsOmitted() {
        for (String option : List.of("-cp a:b", "-classpath a:b", "--class-path a:b", "--class-path=a:b")) {
            assertEquals("-Xa -Xb", options("java -Xa " + option + " -Xb Main"));
        }
    }

    @Test
    void valueInTheNextArgumentIsKept() {
        assertEquals("--add-opens java.base/java.lang=ALL-UNNAMED -Xb",
                options("java --add-opens java.base/java.lang=ALL-UNNAMED -Xb Main"));
    }

    @Test
    void debuggerAndLabPropertiesAreOmitted() {
        assertEquals("-Xa", options(
                "java -agentlib:jdwp=transport=dt_socket,server=y -Xdebug -Xrunjdwp:x -Dnetkit.lab.method=USER -Xa Main"));
    }
}
