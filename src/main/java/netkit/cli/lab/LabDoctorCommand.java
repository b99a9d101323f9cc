package netkit.cli.lab;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.lab.namespace.Doctor;
import netkit.lab.namespace.Finding;
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
    private CommandSpec spec;

    @Option(names = "--json", description = "Print the findings as JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        List<Finding> findings = Doctor.examine();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Json.print(out, json(findings));
        } else {
            DoctorReport.of(findings).forEach(out::println);
            out.flush();
        }
        return findings.stream().anyMatch(Finding::works) ? ExitCode.DONE : ExitCode.INCONCLUSIVE;
    }

    private static JsonObject json(List<Finding> findings) {
        JsonArray backends = new JsonArray();
        for (Finding finding : findings) {
            JsonObject backend = new JsonObject();
            backend.addProperty("backend", LabRunJson.value(finding.backend()));
            backend.addProperty("description", finding.backend().description());
            backend.addProperty("works", finding.works());
            backend.addProperty("cause", finding.refusal().map(refusal -> refusal.cause()).orElse(null));
            backend.addProperty("fix", finding.refusal().map(refusal -> refusal.remedy()).orElse(null));
            backends.add(backend);
        }
        JsonObject json = new JsonObject();
        json.addProperty("schema", SCHEMA);
        json.addProperty("selected", findings.stream().filter(Finding::works).findFirst()
                .map(finding -> LabRunJson.value(finding.backend())).orElse(null));
        json.add("backends", backends);
        return json;
    }
}
