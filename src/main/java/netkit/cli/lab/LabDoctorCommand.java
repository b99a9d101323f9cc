package netkit.cli.lab;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.lab.namespace.Doctor;
import netkit.lab.namespace.Finding;
import netkit.lab.namespace.LabBackend;
import netkit.lab.namespace.Refusal;
import netkit.report.Json;

/**
 * {@code netkit lab doctor}: checks whether this machine can run a lab, with which backend, and why the others fail.
 */
@Command(name = "doctor", //
        description = {
            "Check whether this machine can run a lab: try each backend, and say which works and why the others do not.",
            "The exit code is 0 if one works, 3 if none does."},
        footerHeading = "%nExamples:%n", footer = {"  netkit lab doctor", "  netkit lab doctor --json"})
final class LabDoctorCommand implements Callable<Integer> {
    private static final int SCHEMA = 1;

    @Spec
    CommandSpec spec;

    @Option(names = "--json", description = "Print the findings as JSON.")
    boolean json;

    @Override
    public Integer call() throws Exception {
        List<Finding> findings = Doctor.examine();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Json.print(out, Result.of(findings));
        } else {
            DoctorReport.of(findings).forEach(out::println);
        }
        return findings.stream().anyMatch(Finding::works) ? ExitCode.DONE : ExitCode.INCONCLUSIVE;
    }

    /** @param selected null if none works */
    private record Result(int schema, LabBackend selected, List<Backend> backends) {
        static Result of(List<Finding> findings) {
            return new Result(SCHEMA,
                    findings.stream().filter(Finding::works).findFirst().map(Finding::backend).orElse(null),
                    findings.stream().map(Backend::of).toList());
        }
    }

    /** @param cause null if it works, as is the fix */
    private record Backend(LabBackend backend, String description, boolean works, String cause, String fix) {
        static Backend of(Finding finding) {
            return new Backend(finding.backend(), finding.backend().description(), finding.works(),
                    finding.refusal().map(Refusal::cause).orElse(null),
                    finding.refusal().map(Refusal::remedy).orElse(null));
        }
    }
}
