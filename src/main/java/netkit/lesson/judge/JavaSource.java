package netkit.lesson.judge;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import netkit.net.PrintableText;

/** A Java program in one file, compiled in this process. */
final class JavaSource {
    private static final int MAX_ERRORS = 3;

    private JavaSource() {}

    /**
     * Compiles a file.
     *
     * @param classes the folder for the classes
     * @return the name of the class that has {@code main}
     * @throws CompileException if it does not compile
     * @throws InconclusiveException if this Java has no compiler
     */
    static String compile(Path file, Path classes)
            throws IOException, CompileException, InconclusiveException {
        return compile(ToolProvider.getSystemJavaCompiler(), file, classes);
    }

    /** @param compiler null if this Java has none */
    static String compile(JavaCompiler compiler, Path file, Path classes)
            throws IOException, CompileException, InconclusiveException {
        if (compiler == null) {
            throw new InconclusiveException("this Java (" + System.getProperty("java.home")
                    + ") has no compiler: install a JDK, or set JAVA_HOME to one");
        }
        DiagnosticCollector<JavaFileObject> errors = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(errors, Locale.ENGLISH,
                StandardCharsets.UTF_8)) {
            boolean compiled = compiler
                    .getTask(null, files, errors, List.of("-d", classes.toString(), "-nowarn",
                            "-proc:none"), null, files.getJavaFileObjects(file))
                    .call();
            if (!compiled) {
                throw new CompileException(lines(file, errors.getDiagnostics()));
            }
        }
        return mainClass(file, classes);
    }

    private static List<String> lines(Path file, List<Diagnostic<? extends JavaFileObject>> diagnostics)
            throws IOException {
        List<String> source = Files.readString(file).lines().toList();
        List<Diagnostic<? extends JavaFileObject>> errors = diagnostics.stream()
                .filter(one -> one.getKind() == Diagnostic.Kind.ERROR).toList();
        List<String> lines = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> error : errors.stream().limit(MAX_ERRORS).toList()) {
            long line = error.getLineNumber();
            lines.add(file.getFileName() + (line < 1 ? "" : ":" + line) + ": error: "
                    + PrintableText.escapeControls(error.getMessage(Locale.ENGLISH).replace("\n", " ")));
            if (line >= 1 && line <= source.size()) {
                lines.add(PrintableText.escapeControls(source.get((int) line - 1).replace('\t', ' ')));
                lines.add(" ".repeat((int) Math.max(0, error.getColumnNumber() - 1)) + "^");
            }
        }
        if (errors.size() > MAX_ERRORS) {
            lines.add("and " + (errors.size() - MAX_ERRORS) + " more");
        }
        return lines;
    }

    /** Finds the class of the file that comes first in it and has a method {@code main}, as the launcher does (JEP 458). */
    private static String mainClass(Path file, Path classes) throws IOException, CompileException {
        String source = Files.readString(file);
        List<String> names;
        try (Stream<Path> found = Files.walk(classes)) {
            names = found.filter(path -> path.toString().endsWith(".class"))
                    .map(path -> classes.relativize(path).toString().replace(".class", "")
                            .replace(path.getFileSystem().getSeparator(), "."))
                    .filter(name -> name.indexOf('$') < 0)
                    .sorted(Comparator.comparingInt(name -> position(source, name))).toList();
        }
        for (String name : names) {
            if (hasMain(classes, name)) {
                return name;
            }
        }
        throw new CompileException(List.of(file.getFileName() + ": error: no class in it has a method main"));
    }

    private static int position(String source, String name) {
        var matcher = java.util.regex.Pattern
                .compile("\\b(?:class|record|enum|interface)\\s+" + name.substring(name.lastIndexOf('.') + 1)
                        + "\\b")
                .matcher(source);
        return matcher.find() ? matcher.start() : -1; // the class of a compact source file has no line
    }

    private static boolean hasMain(Path classes, String name) throws MalformedURLException, IOException {
        URL[] path = {classes.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(path)) {
            return Arrays.stream(Class.forName(name, false, loader).getDeclaredMethods())
                    .anyMatch(method -> method.getName().equals("main"));
        } catch (ClassNotFoundException | LinkageError _) {
            return false;
        }
    }
}
