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

/** {@code netkit lab doctor}: whether this machine allows a lab, by which way, and why not by the others. */
@Command(name = "doctor", //
        description = {
            "Try the ways to a lab on this machine, and say which works and why the others do not.",
            "The exit code is 0 when one works, 3 when none does."})
final class LabDoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print what was found as JSON.")
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
        JsonArray ways = new JsonArray();
        for (Finding finding : findings) {
            JsonObject way = new JsonObject();
            way.addProperty("way", finding.backend().toString());
            way.addProperty("description", finding.backend().description());
            way.addProperty("works", finding.works());
            way.addProperty("why", finding.refusal().map(refusal -> refusal.cause()).orElse(null));
            way.addProperty("cure", finding.refusal().map(refusal -> refusal.remedy()).orElse(null));
            ways.add(way);
        }
        JsonObject json = new JsonObject();
        json.addProperty("taken", findings.stream().filter(Finding::works).findFirst()
                .map(finding -> finding.backend().toString()).orElse(null));
        json.add("ways", ways);
        return json;
    }
}
