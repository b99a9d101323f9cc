import java.io.IOException;
import java.io.StringWriter;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import netkit.cli.NetkitCommandLine;

import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Writes, for each command of netkit and each class of options that commands share, a class that builds its picocli
 * specification by plain calls. At run time nothing reads annotations, which takes longer than the rest of a short
 * command. The build runs this program on the compiled classes; what it knows comes from picocli's own reading of them.
 */
final class SpecGenerator {
    private static final String SUFFIX = "Spec";

    private final Map<Class<?>, String> sources = new LinkedHashMap<>();

    private SpecGenerator() {}

    /** @param arguments the folder of compiled classes, and the folder for the generated sources */
    public static void main(String... arguments) throws IOException {
        Path classes = Path.of(arguments[0]);
        SpecGenerator generator = new SpecGenerator();
        List<CommandSpec> commands = NetkitCommandLine.annotated().getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec).toList();
        commands.forEach(generator::command);
        List<Path> files = new ArrayList<>();
        for (Map.Entry<Class<?>, String> source : generator.sources.entrySet()) {
            files.add(write(Path.of(arguments[1]), source.getKey().getName() + SUFFIX, source.getValue()));
        }
        files.add(write(Path.of(arguments[1]), "netkit.cli.GeneratedSpecs", table(commands)));
        compile(classes, files);
    }

    private static Path write(Path folder, String className, String source) throws IOException {
        Path file = folder.resolve(className.replace('.', '/') + ".java");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, source);
    }

    private static void compile(Path classes, List<Path> files) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        boolean compiled = compiler.getTask(errors, null, null,
                List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none",
                        "--release", "25"),
                null, compiler.getStandardFileManager(null, null, null).getJavaFileObjectsFromPaths(files))
                .call();
        if (!compiled) {
            throw new IllegalStateException("the generated specifications do not compile:\n" + errors);
        }
    }

    /** The class that knows all the others; loading it announces it. */
    private static String table(List<CommandSpec> commands) {
        String cases = commands.stream()
                .map(spec -> "            case %s -> %s.of((%s) command, next);\n".formatted(literal(spec.name()),
                        type(spec).getName() + SUFFIX, type(spec).getName()))
                .collect(Collectors.joining());
        return """
                package netkit.cli;

                final class GeneratedSpecs extends CommandSpecs {
                    static {
                        announce(new GeneratedSpecs());
                    }

                    @Override
                    picocli.CommandLine.Model.CommandSpec of(String name, Object command, String next) {
                        return switch (name) {
                %s            default -> throw new IllegalArgumentException(name);
                        };
                    }
                }
                """.formatted(cases);
    }

    private static Class<?> type(CommandSpec spec) {
        return spec.userObject().getClass();
    }

    private void command(CommandSpec spec) {
        StringBuilder body = new StringBuilder();
        body.append("        CommandSpec spec = CommandSpec.wrapWithoutInspection(object).name(%s);\n"
                .formatted(literal(spec.name())));
        usage(spec.usageMessage(), body);
        members(type(spec), spec, "spec", body);
        if (!spec.subcommands().isEmpty()) {
            body.append("        boolean all = !java.util.List.of(%s).contains(next);\n"
                    .formatted(literals(spec.subcommands().keySet().toArray(String[]::new))));
        }
        for (CommandLine child : spec.subcommands().values()) {
            CommandSpec sub = child.getCommandSpec();
            command(sub);
            String name = literal(sub.name());
            body.append("        if (all || next.equals(%s)) {\n            spec.addSubcommand(%s, %s.of(new %s(), \"\"));\n        }\n"
                    .formatted(name, name, type(sub).getName() + SUFFIX, type(sub).getName()));
        }
        emit(type(spec), "%s object, String next".formatted(type(spec).getName()), body);
    }

    private void mixin(CommandSpec spec) {
        StringBuilder body = new StringBuilder();
        body.append("        CommandSpec spec = CommandSpec.wrapWithoutInspection(object);\n");
        members(type(spec), spec, "mixee", body);
        emit(type(spec), "%s object, CommandSpec mixee".formatted(type(spec).getName()), body);
    }

    private void emit(Class<?> type, String parameters, StringBuilder body) {
        String visibility = Modifier.isPublic(type.getModifiers()) ? "public " : "";
        List<Field> fields = Arrays.stream(type.getDeclaredFields()).filter(SpecGenerator::isArgument).toList();
        String gets = cases(fields, (i, field) -> "case %d -> object.%s;".formatted(i, field.getName()));
        String sets = cases(fields, (i, field) -> "case %d -> object.%s = (%s) value;".formatted(i, field.getName(),
                boxed(field.getType())));
        sources.put(type, """
                package %s;

                import picocli.CommandLine.Model.*;
                
                %sfinal class %s {
                    public static CommandSpec of(%s) {
                %s        return spec;
                    }

                    private record Binding(%s object, int field) implements IGetter, ISetter {
                        @SuppressWarnings("unchecked")
                        public <T> T get() {
                            return (T) value();
                        }

                        private Object value() {
                            return switch (field) {
                %s                default -> null;
                            };
                        }

                        @SuppressWarnings("unchecked")
                        public <T> T set(T value) {
                            switch (field) {
                %s                default -> {}
                            }
                            return value;
                        }
                    }
                }
                """.formatted(type.getPackageName(), visibility, type.getSimpleName() + SUFFIX, parameters, body,
                type.getName(), gets, sets));
    }

    private interface Case {
        String of(int number, Field field);
    }

    private static String cases(List<Field> fields, Case each) {
        StringBuilder cases = new StringBuilder();
        for (int i = 0; i < fields.size(); i++) {
            cases.append("                ").append(each.of(i, fields.get(i))).append('\n');
        }
        return cases.toString();
    }

    private static boolean isArgument(AnnotatedElement member) {
        return member.isAnnotationPresent(Option.class) || member.isAnnotationPresent(Parameters.class);
    }

    /** Adds the options, positional parameters, mixins and the specification itself, in the order of the fields. */
    private void members(Class<?> type, CommandSpec spec, String self, StringBuilder body) {
        int number = 0;
        for (Field field : type.getDeclaredFields()) {
            String name = field.getName();
            if (Modifier.isPrivate(field.getModifiers()) && Stream.of(field.getAnnotations())
                    .anyMatch(one -> one.annotationType().getName().startsWith("picocli."))) {
                throw new IllegalStateException(type.getName() + "." + name
                        + " must not be private: a generated class of its package sets it");
            }
            if (field.isAnnotationPresent(Mixin.class)) {
                CommandSpec mixin = spec.mixins().get(name);
                if (!sources.containsKey(type(mixin))) {
                    mixin(mixin);
                }
                if (isDefaultConstructible(type(mixin))) {
                    body.append("        object.%s = new %s();\n".formatted(name, type(mixin).getName()));
                }
                body.append("        spec.addMixin(%s, %s.of(object.%s, %s));\n".formatted(literal(name),
                        type(mixin).getName() + SUFFIX, name, self));
            } else if (field.isAnnotationPresent(Spec.class)) {
                body.append("        object.%s = %s;\n".formatted(name, self));
            } else if (isArgument(field)) {
                ArgSpec bound = spec.args().stream().filter(arg -> field.equals(arg.userObject())).findFirst()
                        .orElseThrow();
                argument(bound, description(field), number++, body);
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Spec.class)) {
                body.append("        object.%s(%s);\n".formatted(method.getName(), self));
            }
        }
    }

    private static boolean isDefaultConstructible(Class<?> type) {
        return Stream.of(type.getDeclaredConstructors()).anyMatch(made -> made.getParameterCount() == 0);
    }

    /** Returns the description with its variables, such as the default value, which one object sets otherwise than another. */
    private static String[] description(Field field) {
        Option option = field.getAnnotation(Option.class);
        return option != null ? option.description() : field.getAnnotation(Parameters.class).description();
    }

    private static void argument(ArgSpec arg, String[] description, int number, StringBuilder body) {
        StringBuilder calls = new StringBuilder();
        if (arg instanceof OptionSpec option) {
            calls.append("        spec.addOption(OptionSpec.builder(%s)".formatted(literals(option.names())));
            call(calls, "fallbackValue", !option.fallbackValue().isEmpty() || option.arity().min() == 0
                    && option.arity().max() > 0, literal(option.fallbackValue()));
            call(calls, "negatable", option.negatable(), "true");
        } else {
            PositionalParamSpec positional = (PositionalParamSpec) arg;
            calls.append("        spec.addPositional(PositionalParamSpec.builder()");
            call(calls, "index", true, literal(positional.index().originalValue()));
        }
        call(calls, "paramLabel", true, literal(arg.paramLabel()));
        call(calls, "hideParamSyntax", arg.hideParamSyntax(), "true");
        call(calls, "arity", true, literal(arg.arity().originalValue()));
        call(calls, "required", arg.required(), "true");
        call(calls, "hidden", arg.hidden(), "true");
        call(calls, "type", true, arg.type().getCanonicalName() + ".class");
        call(calls, "auxiliaryTypes", true, Arrays.stream(arg.auxiliaryTypes())
                .map(type -> type.getCanonicalName() + ".class").collect(Collectors.joining(", ")));
        call(calls, "converters", arg.converters().length > 0, Arrays.stream(arg.converters())
                .map(converter -> "new " + converter.getClass().getCanonicalName() + "()")
                .collect(Collectors.joining(", ")));
        call(calls, "completionCandidates", arg.completionCandidates() != null, "java.util.List.of("
                + literals(candidates(arg)) + ")");
        call(calls, "splitRegex", !arg.splitRegex().isEmpty(), literal(arg.splitRegex()));
        call(calls, "defaultValue", arg.defaultValue() != null, literal(arg.defaultValue()));
        call(calls, "description", true, literals(description));
        calls.append("\n                .getter(new Binding(object, %d)).setter(new Binding(object, %d))"
                .formatted(number, number));
        boolean initial = arg.initialValue() != null && arg.defaultValue() == null;
        call(calls, "initialValue", initial, "new Binding(object, %d).value()".formatted(number));
        call(calls, "hasInitialValue", !initial, "false");
        body.append(calls).append(".build());\n");
    }

    /** Constants are typed, and therefore completed, in lower case. */
    private static String[] candidates(ArgSpec arg) {
        List<String> candidates = new ArrayList<>();
        if (arg.completionCandidates() != null) {
            arg.completionCandidates().forEach(one -> candidates.add(one.toLowerCase(Locale.ROOT)));
        }
        return candidates.toArray(String[]::new);
    }

    private static void call(StringBuilder calls, String method, boolean needed, String value) {
        if (needed) {
            calls.append("\n                .").append(method).append('(').append(value).append(')');
        }
    }

    private static void usage(UsageMessageSpec usage, StringBuilder body) {
        UsageMessageSpec standard = new UsageMessageSpec();
        StringBuilder calls = new StringBuilder("        spec.usageMessage()");
        call(calls, "description", true, literals(usage.description()));
        call(calls, "footerHeading", !usage.footerHeading().isEmpty(), literal(usage.footerHeading()));
        call(calls, "footer", usage.footer().length > 0, literals(usage.footer()));
        call(calls, "abbreviateSynopsis", usage.abbreviateSynopsis(), "true");
        call(calls, "sortOptions", !usage.sortOptions(), "false");
        call(calls, "synopsisSubcommandLabel",
                !usage.synopsisSubcommandLabel().equals(standard.synopsisSubcommandLabel()),
                literal(usage.synopsisSubcommandLabel()));
        body.append(calls).append(";\n");
    }

    private static String boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType().getCanonicalName();
    }

    private static String literals(String... texts) {
        return Arrays.stream(texts).map(SpecGenerator::literal).collect(Collectors.joining(", "));
    }

    private static String literal(String text) {
        if (text == null) {
            return "null";
        }
        StringBuilder literal = new StringBuilder("\"");
        text.chars().forEach(c -> literal.append(c == '"' || c == '\\' ? "\\" + (char) c
                : c < ' ' ? "\\%03o".formatted(c)
                        : c < 0x7F ? String.valueOf((char) c) : "\\u%04x".formatted(c)));
        return literal.append('"').toString();
    }
}
