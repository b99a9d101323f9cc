package netkit.compare;

import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;

/** Ignores the progress of an experiment. */
public class NoProgress implements Experiment.Progress {
    @Override
    public void started(Scenario scenario, Transport transport) {}

    @Override
    public void offered(Scenario scenario, Transport transport, int offered) {}

    @Override
    public void finished(Cell cell) {}
}
