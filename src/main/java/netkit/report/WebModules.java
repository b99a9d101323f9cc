package netkit.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A bundler of the ES modules in {@code netkit/web}: one script for a self-contained file. Each module becomes a function
 * that returns its exports, after the modules that it imports.
 */
final class WebModules {
    private static final String FOLDER = "/netkit/web/";
    private static final Pattern IMPORT = Pattern
            .compile("(?m)^import (\\{[^}]*\\}) from '\\./([\\w-]+)\\.js';$");
    private static final Pattern EXPORT = Pattern.compile("(?m)^export (const|function|class) (\\w+)");

    private final Set<String> included = new HashSet<>();
    private final StringBuilder script = new StringBuilder();

    private WebModules() {}

    /**
     * Returns a module with all that it imports.
     *
     * @param module its name without {@code .js}
     */
    static String bundled(String module) throws IOException {
        WebModules modules = new WebModules();
        modules.include(module);
        return modules.script.toString();
    }

    private void include(String module) throws IOException {
        if (!included.add(module)) {
            return;
        }
        String source = text(FOLDER + module + ".js");
        Matcher imports = IMPORT.matcher(source);
        while (imports.find()) {
            include(imports.group(2));
        }
        String exports = EXPORT.matcher(source).results().map(found -> found.group(2))
                .collect(Collectors.joining(", "));
        String body = IMPORT.matcher(source).replaceAll("const $1 = $2Module;");
        script.append("const ").append(module).append("Module = (() => {\n")
                .append(EXPORT.matcher(body).replaceAll("$1 $2"))
                .append("return {").append(exports).append("};\n})();\n");
    }

    /** Returns a resource of the class path as text. */
    static String text(String path) throws IOException {
        try (InputStream in = WebModules.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IOException("the jar lacks " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
