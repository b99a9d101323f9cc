package netkit.lab;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import netkit.testing.Programs;

/** Runs a static method of a test in a JVM inside a lab's namespaces; it fails as the method does. */
public final class InsideLab {
    private static final long PATIENCE_SECONDS = 60;

    private InsideLab() {}

    /**
     * @param method takes a {@code String[]}
     * @return what it printed
     */
    public static String run(Class<?> test, String method, String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(test.getName(), method));
        words.addAll(List.of(arguments));
        try (LabProcess lab = LabProcess.start(door(), InsideLab.class.getName(), words,
                ProcessBuilder.Redirect.PIPE)) {
            String output = new String(lab.process().getInputStream().readAllBytes(),
                    StandardCharsets.UTF_8);
            if (!lab.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("still running\n" + output);
            }
            if (lab.process().exitValue() != 0) {
                throw new AssertionError("exit code " + lab.process().exitValue() + "\n" + output);
            }
            return output;
        }
    }

    /** Skips the test where the machine allows no lab. */
    static Door door() throws IOException {
        try {
            return LabEntry.door(Machine.here());
        } catch (NoWayInException e) {
            Programs.need(false, e.getMessage());
            throw e;
        }
    }

    public static void main(String[] arguments) throws Throwable {
        Method method = Class.forName(arguments[0]).getDeclaredMethod(arguments[1], String[].class);
        method.setAccessible(true);
        int code = 0;
        try {
            method.invoke(null, (Object) Arrays.copyOfRange(arguments, 2, arguments.length));
        } catch (InvocationTargetException e) {
            e.getCause().printStackTrace(System.out);
            code = 1;
        }
        System.out.flush();
        System.exit(code);
    }
}
